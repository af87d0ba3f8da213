"""The triggers themselves: each table that a search reads says whose fit a change touches."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Profile, User
from interviews.models import Exposure, Packet, Preparation
from scheduling.actions.partner_triggers import WATCHED, drop_triggers, install_triggers
from scheduling.models import (
    EVERYBODY,
    AvailabilityException,
    BookingLimits,
    BusyInterval,
    CalendarSource,
    Claim,
    Decline,
    PartnerChange,
    PartnerChangesPruned,
    WeeklyWindow,
)
from tests.factories import PacketVersionFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def row_of(model, user):
    """A row of the person in that table, and a change of it that matters."""
    of_everybody = {
        User: (user, {"is_active": False}),
        Profile: (user.profile, {"languages": ["fr"]}),
        Preparation: (user.preparation, {"level": 5}),
    }
    if model in of_everybody:
        return of_everybody[model]
    if model is WeeklyWindow:
        times = {"starts": time(9), "ends": time(12)}
        return WeeklyWindow.objects.create(user=user, weekday=1, **times), {"weekday": 2}
    if model is AvailabilityException:
        day = AvailabilityException.objects.create(user=user, date=date(2026, 12, 24))
        return day, {"date": date(2026, 12, 25)}
    if model is BookingLimits:
        return BookingLimits.objects.create(user=user), {"notice_hours": 24}
    if model is BusyInterval:
        source = CalendarSource.objects.create(
            user=user, kind="upload", name="Work", created_at=NOW
        )
        times = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)}
        busy = BusyInterval.objects.create(source=source, user=user, **times)
        return busy, {"ends_at": NOW + timedelta(hours=2)}
    if model is Claim:
        claim = Claim.objects.create(user=user, quarter_at=NOW, session=SessionFactory())
        return claim, {"quarter_at": NOW + timedelta(minutes=15)}
    if model is Exposure:
        packets = [PacketVersionFactory().packet for _ in range(2)]
        seen = Exposure.objects.create(user=user, packet=packets[0], role="candidate", at=NOW)
        return seen, {"packet": packets[1]}
    if model is Decline:
        times = {"starts_at": NOW, "ends_at": NOW, "created_at": NOW}
        no = Decline.objects.create(user=user, other=UserFactory(), why="time", **times)
        return no, {"why": "not_now"}
    assert model is Packet
    return PacketVersionFactory().packet, {"status": "retired"}


def noted(work):
    PartnerChange.objects.all().delete()
    work()
    return {*PartnerChange.objects.values_list("person", flat=True)}


@pytest.mark.parametrize("model", [model for model, _, _ in WATCHED], ids=lambda m: m.__name__)
def test_every_change_of_a_row_is_noted_even_past_the_models(model):
    user = UserFactory()
    row, change = row_of(model, user)
    whose = {EVERYBODY if model is Packet else user.pk}
    rows = model.objects.filter(pk=row.pk)
    assert noted(lambda: rows.update(**change)) == whose
    if model in (User, Packet):  # others hang on them; Profile and Preparation come with the person
        return
    if model not in (Profile, Preparation):
        names = [field.attname for field in model._meta.fields if field.attname != "id"]
        fields = {name: getattr(row, name) for name in names}
        assert noted(lambda: rows.delete()) == whose
        assert noted(lambda: model.objects.bulk_create([model(**fields)])) == whose
    else:
        assert noted(lambda: rows.delete()) == whose


def test_what_says_nothing_of_a_persons_fit_is_not_noted():
    user = UserFactory()
    session = SessionFactory()
    assert noted(lambda: User.objects.filter(pk=user.pk).update(last_login=NOW)) == set()
    assert noted(lambda: Profile.objects.filter(user=user).update(weekly_goal=5)) == set()
    assert noted(lambda: type(session).objects.update(meeting_url="https://x.example/")) == set()


def test_triggers_that_were_away_come_back_and_everybody_is_read_anew():
    before = _pruned()
    install_triggers(connection)
    assert _pruned() == before  # nothing to do
    drop_triggers(connection)
    user = UserFactory()
    assert noted(lambda: Profile.objects.filter(user=user).update(languages=["fr"])) == set()
    install_triggers(connection)
    assert _pruned() != before
    assert noted(lambda: Profile.objects.filter(user=user).update(languages=["en"])) == {user.pk}


def _pruned():
    return PartnerChangesPruned.objects.values().first()
