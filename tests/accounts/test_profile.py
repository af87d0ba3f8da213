from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.actions.erasure import erase_account
from accounts.actions.profiles import CannotUpdateProfile, update_profile
from accounts.models import Pause, Profile
from accounts.queries.own_data import own_profile
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PROFILE = "/profile/"


def answers(person, **changed):
    """What the browser would post for the profile as it is."""
    profile = person.profile
    return {
        "pseudonym": profile.pseudonym,
        "timezone": profile.timezone,
        "language_1": "en",
        "language_2": "",
        "language_3": "",
        "weekly_goal": profile.weekly_goal,
        "extra_time_percent": profile.extra_time_percent,
        "accommodations": profile.accommodations,
        "paused_until_date": "",
        **changed,
    }


def save(client, person, **changed):
    client.force_login(person)
    return client.post(PROFILE, answers(person, **changed))


def test_every_field_is_saved(client):
    user = UserFactory()
    until = timezone.localdate() + timedelta(days=10)
    response = save(
        client,
        user,
        pseudonym="  Zoë   d’Arc  2 ",
        timezone="Asia/Kathmandu",
        language_1="de",
        language_2="ne",
        language_3="de",
        weekly_goal="14",
        extra_time_percent="25",
        accommodations=["captions", "breaks"],
        paused_until_date=until.isoformat(),
    )

    assert response.url == PROFILE
    profile = Profile.objects.get(user=user)
    assert profile.pseudonym == "Zoë d’Arc 2"
    assert profile.timezone == "Asia/Kathmandu"
    assert profile.languages == ["de", "ne"]
    assert (profile.weekly_goal, profile.extra_time_percent) == (14, 25)
    assert profile.accommodations == ["captions", "breaks"]
    assert profile.paused_until_date == until


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("timezone", zone) for zone in ("Mars/Olympus", "", "../etc/passwd", "Europe", "x" * 99)),
        *(("timezone", zone) for zone in ("UTC+2", "Europe/Berlin\n", "europe/berlin")),
        *(("weekly_goal", goal) for goal in ("0", "15", "-1", "two", "", "1e9")),
        *(("extra_time_percent", percent) for percent in ("10", "-25", "x")),
        *(("language_1", code) for code in ("", "xx", "<b>")),
        *(("pseudonym", name) for name in ("", "ab", "x" * 41, "a@b.example", "<b>Ann</b>")),
        *(("pseudonym", name) for name in ("Former Member 3", "Ann\u202eb", "--- ---", "Ann\x00b")),
        ("accommodations", ["captions", "nap"]),
        *(("paused_until_date", day) for day in ("2020-01-01", "9999-12-31", "soon")),
    ],
)
def test_wrong_answer_is_a_form_error_and_changes_nothing(client, field, value):
    user = UserFactory()
    before = Profile.objects.filter(user=user).values().get()
    response = save(client, user, **{field: value})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {field}
    assert Profile.objects.filter(user=user).values().get() == before


def test_pseudonym_of_another_is_refused_in_any_case(client):
    UserFactory(pseudonym="Calm Heron 1")
    response = save(client, UserFactory(), pseudonym="calm HERON 1")

    (error,) = response.context["form"].errors["pseudonym"]
    assert error == "Somebody already uses this pseudonym. Choose another."


def test_pseudonym_taken_in_the_same_moment_is_refused_in_words(now):
    UserFactory(pseudonym="Calm Heron 1")
    user = UserFactory()
    with pytest.raises(CannotUpdateProfile, match="took this pseudonym just now"):
        update_profile(user, changes={"pseudonym": "CALM heron 1", "weekly_goal": 9}, now=now)

    assert Profile.objects.get(user=user).weekly_goal == 2


def test_rights_and_foreign_ids_in_the_form_are_ignored(client):
    user, other = UserFactory(), UserFactory(pseudonym="Other One")
    save(
        client,
        user,
        user=other.pk,
        id=other.profile.pk,
        is_staff="1",
        email="evil@example.org",
        onboarded_at="",
    )

    user.refresh_from_db()
    other.profile.refresh_from_db()
    assert (user.is_staff, user.profile.onboarded_at is None) == (False, False)
    assert "evil" not in user.email
    assert other.profile.pseudonym == "Other One"


def test_running_pause_can_be_kept_and_ended(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    user = UserFactory(paused_until_date=yesterday)
    assert save(client, user, paused_until_date=yesterday.isoformat()).status_code == 302
    save(client, user, paused_until_date="")

    assert Profile.objects.get(user=user).paused_until_date is None


def test_saving_confirms_the_zone_that_the_browser_proposed(client):
    user = UserFactory()
    Profile.objects.update(timezone_confirmed_at=None)
    client.force_login(user)
    assert "data-guess-timezone" in client.get(PROFILE).content.decode()
    client.post(PROFILE, answers(user))

    assert Profile.objects.get(user=user).timezone_confirmed_at is not None
    assert "data-guess-timezone" not in client.get(PROFILE).content.decode()


def test_zone_that_is_not_offered_but_stored_stays_selectable(client):
    user = UserFactory(timezone="US/Pacific")

    assert save(client, user).status_code == 302


def test_page_tells_the_script_the_zone_of_the_profile(client):
    client.force_login(UserFactory(timezone="Asia/Tokyo"))
    page = client.get(PROFILE).content.decode()

    assert 'data-zone-mismatch data-profile-zone="Asia/Tokyo"' in page


@pytest.mark.parametrize("name", ["profile", "privacy", "privacy_erase", "preparation"])
def test_anonymous_is_sent_to_sign_in(client, name):
    url = reverse(name)

    assert client.get(url).url == f"/accounts/login/?next={url}"
    assert client.post(url).status_code in (302, 405)


def pauses(user) -> list[tuple[date, date]]:
    return list(user.pauses.order_by("from_date").values_list("from_date", "until_date"))


def pause(user, until: date | None, *, on: date) -> None:
    at = datetime.combine(on, time(12), ZoneInfo(user.profile.timezone))
    update_profile(user, changes={"paused_until_date": until}, now=at)


def test_pauses_are_remembered_by_their_days_when_they_are_over():
    user, may = UserFactory(timezone="Asia/Kathmandu"), partial(date, 2026, 5)
    pause(user, may(10), on=may(4))
    pause(user, may(12), on=may(5))  # longer
    assert pauses(user) == [(may(4), may(12))]
    pause(user, may(30), on=may(20))  # another
    pause(user, None, on=may(25))  # ended early
    assert pauses(user) == [(may(4), may(12)), (may(20), may(25))]


def test_pause_that_ends_on_the_day_it_began_never_was():
    user, may = UserFactory(), partial(date, 2026, 5)
    pause(user, may(10), on=may(4))
    pause(user, None, on=may(4))
    assert pauses(user) == []
    pause(user, may(10), on=may(4))
    assert pauses(user) == [(may(4), may(10))]


def test_saving_a_profile_again_notes_no_pause():
    user = UserFactory(paused_until_date=date(2026, 5, 10))
    pause(user, date(2026, 5, 10), on=date(2026, 5, 20))
    update_profile(user, changes={"weekly_goal": 3}, now=timezone.now())
    assert pauses(user) == []


def test_pause_has_a_day_at_least():
    day = date(2026, 5, 4)
    with pytest.raises(IntegrityError, match="pause_ends_after_it_begins"):
        Pause.objects.create(user=UserFactory(), from_date=day, until_date=day)


def test_two_pauses_do_not_begin_on_one_day():
    days = {"user": UserFactory(), "from_date": date(2026, 5, 4)}
    Pause.objects.create(**days, until_date=date(2026, 5, 6))
    with pytest.raises(IntegrityError, match=r"unique|UNIQUE"):
        Pause.objects.create(**days, until_date=date(2026, 5, 7))


def test_pauses_are_in_the_export_and_gone_after_an_erasure():
    user, other = UserFactory(), UserFactory()
    for person in (user, other):
        pause(person, date(2026, 5, 10), on=date(2026, 5, 4))
    assert own_profile(user)["pauses"] == [
        {"from_date": date(2026, 5, 4), "until_date": date(2026, 5, 10)}
    ]
    erase_account(user, by=user, now=timezone.now())
    assert (pauses(user), len(pauses(other))) == ([], 1)
