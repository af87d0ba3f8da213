"""Busy time out of people's accounts: at a real Radicale, else at a stand-in."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.encryption import encrypt
from interviews.models import Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_when_free
from scheduling.actions.calendar_accounts import connect_account
from scheduling.actions.proposals import propose_move
from scheduling.actions.source_reading import (
    KEY_IS_LOST,
    NOT_THERE,
    PURPOSE,
    TOO_MANY,
    look,
    tasks_for,
)
from scheduling.actions.source_refresh import (
    FRESH,
    freshen,
    refresh_due_sources,
    refresh_source,
    store_outcome,
)
from scheduling.domain.busy.reading import Busy
from scheduling.models import CalendarAccount, CalendarSource, WrittenEvent
from scheduling.queries.calendar import calendar_entry
from scheduling.queries.calendar_accounts import sealed, unsealed
from scheduling.queries.sources import find_source
from scheduling.remote import services
from scheduling.remote.caldav.service import CalDav
from scheduling.remote.caldav.web import NOT_LET_IN
from scheduling.remote.contract import (
    BusyAnswer,
    BusyWanted,
    Copy,
    Gone,
    RemoteProblem,
    SignInLost,
    TryLater,
)
from tests.factories import UserFactory
from tests.scheduling.calendars import TITLE, hour, ics, intervals
from tests.scheduling.radicale import Owner
from tests.scheduling.worlds import book, claimed, fill_catalogue, in_days, person

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)


@pytest.fixture
def user():
    return UserFactory(timezone="Europe/Berlin")


def connected(user, secret: Mapping[str, str], *, now, kind="caldav") -> CalendarAccount:
    return connect_account(
        user, kind=kind, external_id="ana", label="ana@example.org", secret=secret, now=now
    )


def counted(account: CalendarAccount, ref: str, *, now) -> CalendarSource:
    """A calendar of the account that counts as busy time."""
    source = CalendarSource.objects.create(
        user=account.user,
        kind=CalendarSource.Kind.ACCOUNT,
        account=account,
        name="Work",
        secret_address=encrypt(ref, purpose=PURPOSE),
        created_at=now,
        next_try_at=now,
    )
    return find_source(source.public_id, user=account.user)


def again(source: CalendarSource) -> CalendarSource:
    return find_source(source.public_id, user=source.user)


# --- At Radicale ------------------------------------------------------------------------------


@pytest.fixture
def home(ana: Owner) -> str:
    return ana.calendar()


def test_a_calendar_of_an_account_makes_busy(ana, home, user, now):
    source = counted(connected(user, ana.secret, now=now), home, now=now)
    ana.put(f"{home}a.ics", ics(hour(in_days(2))))
    assert refresh_due_sources(now=now, clock=iter(range(100)).__next__) == 1
    source = again(source)
    assert intervals(source) == [hour(in_days(2))]
    assert (source.problem, source.events_read, source.last_success_at) == ("", 1, now)
    assert source.cursor.startswith("sync:")
    assert QUARTER <= source.next_try_at - now <= QUARTER + timedelta(minutes=3)
    assert TITLE not in repr(source.__dict__)


def test_what_has_not_changed_is_not_read_again_but_once_a_day(ana, home, user, now):
    source = counted(connected(user, ana.secret, now=now), home, now=now)
    ana.put(f"{home}a.ics", ics(hour(in_days(2))))
    source = refresh_source(source, now=now)
    (task,) = tasks_for([source], now=now + QUARTER)
    assert look(task).busy is None
    (task,) = tasks_for([source], now=now + timedelta(hours=25))
    assert look(task).busy is not None
    source = refresh_source(source, now=now + QUARTER)
    assert (intervals(source), source.last_success_at) == ([hour(in_days(2))], now + QUARTER)
    source.user.profile.timezone = "Asia/Kathmandu"
    (task,) = tasks_for([source], now=now + QUARTER)
    assert look(task).busy is not None


def test_what_is_taken_out_there_is_free_here_before_a_booking(ana, home, user, now):
    source = counted(connected(user, ana.secret, now=now), home, now=now)
    ana.put(f"{home}a.ics", ics(hour(in_days(2))))
    source = refresh_source(source, now=now)
    ana.delete(f"{home}a.ics")
    freshen([user], now=now + FRESH)
    assert intervals(source) == [hour(in_days(2))]
    freshen([user], now=now + FRESH + timedelta(seconds=1))
    assert intervals(source) == []


def test_a_password_that_is_wrong_is_tried_once(ana, home, user, now):
    account = connected(user, {**ana.secret, "password": "changed"}, now=now)
    source = counted(account, home, now=now)
    refresh_due_sources(now=now, clock=iter(range(100)).__next__)
    source, account = again(source), CalendarAccount.objects.get()
    assert (source.problem, source.failures) == (NOT_LET_IN, 1)
    assert (account.is_lost, account.problem) == (True, NOT_LET_IN)
    assert Job.objects.filter(kind="scheduling.send_calendar_lost").count() == 1
    much_later = now + timedelta(days=3)
    assert refresh_due_sources(now=much_later, clock=iter(range(100)).__next__) == 0
    freshen([user], now=much_later)
    assert again(source).last_tried_at == now


def test_an_account_that_was_connected_again_is_read_again(ana, home, user, now):
    account = connected(user, {**ana.secret, "password": "changed"}, now=now)
    source = counted(account, home, now=now)
    refresh_source(source, now=now)
    connected(user, ana.secret, now=now + QUARTER)
    assert refresh_due_sources(now=now + QUARTER, clock=iter(range(100)).__next__) == 1
    assert (again(source).problem, CalendarAccount.objects.get().is_lost) == ("", False)


def test_an_account_that_lets_us_in_again_is_not_lost(ana, home, user, now):
    account = connected(user, ana.secret, now=now)
    CalendarAccount.objects.update(is_lost=True, problem=NOT_LET_IN)
    source = refresh_source(counted(account, home, now=now), now=now)
    account.refresh_from_db()
    assert (source.problem, account.is_lost, account.problem) == ("", False, "")


def test_a_calendar_that_was_deleted_there_keeps_what_it_said_last(ana, home, user, now):
    source = counted(connected(user, ana.secret, now=now), home, now=now)
    ana.put(f"{home}a.ics", ics(hour(in_days(2))))
    refresh_source(source, now=now)
    ana.delete(home)
    source = refresh_source(again(source), now=now + QUARTER)
    assert (source.problem, source.failures) == (NOT_THERE, 1)
    assert intervals(source) == [hour(in_days(2))]
    assert CalendarAccount.objects.get().is_lost is False


@pytest.mark.usefixtures("catalogue")
def test_our_own_event_that_came_back_does_not_block_its_own_move(ana, home, now):
    user, other = person(), person()
    session = book(user, other, starts_at=in_days(3))
    CalDav(ana.secret, 20).create(home, calendar_entry(session, user))
    ana.put(f"{home}theirs.ics", ics(hour(in_days(5))))
    source = counted(connected(user, ana.secret, now=now), home, now=now)
    later = session.starts_at + timedelta(minutes=30)
    move = propose_move(session, by=other, starts_at=later, message="", now=now)
    accept_when_free(move, by=user, now=now + timedelta(minutes=5))
    assert intervals(source) == [hour(in_days(5))]  # it was read
    assert Session.objects.get().starts_at == later
    assert set(claimed(user)) == {later + n * timedelta(minutes=15) for n in range(4)}


def test_neither_password_nor_address_stands_in_an_error_or_a_table(ana, home, user, now, caplog):
    account = connected(user, {**ana.secret, "password": "s3cr3t-9f"}, now=now)
    source = refresh_source(counted(account, home, now=now), now=now)
    stored = [*CalendarAccount.objects.values_list(), *CalendarSource.objects.values_list()]
    everything = f"{stored}{source.problem}{caplog.text}{tasks_for([source], now=now)}"
    for part in ("s3cr3t-9f", home, home.rstrip("/").rpartition("/")[2]):
        assert part not in everything


# --- At a stand-in ----------------------------------------------------------------------------


class StandIn:
    """A service in memory. `says` is its answer, or what it raises."""

    def __init__(self) -> None:
        self.says: BusyAnswer | Exception = BusyAnswer(Busy((), 0), "cursor-1")
        self.renewed: dict[str, str] = {}
        self.asked: list[tuple[str, BusyWanted]] = []

    def __call__(self, secret: Mapping[str, str], seconds: float) -> "StandIn":
        self.secret = dict(secret)
        return self

    def busy(self, calendar: str, wanted: BusyWanted) -> BusyAnswer:
        self.asked.append((calendar, wanted))
        self.secret |= self.renewed
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@pytest.fixture
def stand_in(monkeypatch) -> StandIn:
    service = StandIn()
    monkeypatch.setitem(services.SERVICES, "google", service)
    return service


@pytest.fixture
def source(stand_in, user, now) -> CalendarSource:
    return counted(connected(user, {"token": "one"}, now=now, kind="google"), "cal-1", now=now)


def secret_kept() -> dict[str, str]:
    return json.loads(unsealed(CalendarAccount.objects.get().secret))


@pytest.mark.parametrize(
    ("problem", "is_lost"),
    [(None, False), (RemoteProblem("No."), False), (SignInLost("No."), True)],
)
def test_a_renewed_secret_is_kept_whatever_came_of_the_rest(
    stand_in, source, now, problem, is_lost
):
    stand_in.renewed = {"token": "two"}
    stand_in.says = problem or stand_in.says
    refresh_source(source, now=now)
    assert secret_kept() == {"token": "two"}
    assert CalendarAccount.objects.get().is_lost is is_lost


def test_a_secret_that_was_not_renewed_is_not_written(stand_in, source, now):
    before = CalendarAccount.objects.get().secret
    refresh_source(source, now=now)
    assert CalendarAccount.objects.get().secret == before


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_was_connected_while_we_looked_stands(stand_in, source, user, now, is_refused):
    (task,) = tasks_for([source], now=now)
    stand_in.renewed = {"token": "two"}
    stand_in.says = SignInLost("No.") if is_refused else stand_in.says
    outcome = look(task)
    connected(user, {"token": "new"}, now=now, kind="google")
    store_outcome(outcome, now=now)
    assert secret_kept() == {"token": "new"}
    assert CalendarAccount.objects.get().is_lost is False
    assert again(source).last_tried_at == (None if is_refused else now)


def test_a_service_that_asks_us_to_wait_is_left_alone_for_so_long(stand_in, source, now):
    stand_in.says = TryLater("Later.", after=timedelta(hours=5))
    found = refresh_source(source, now=now)
    assert (found.problem, found.next_try_at) == ("Later.", now + timedelta(hours=5))
    stand_in.says = TryLater("Later.", after=timedelta(seconds=1))
    found = refresh_source(source, now=now + timedelta(minutes=1))
    assert found.next_try_at > now + timedelta(minutes=31)


def test_an_answer_that_is_too_long_is_a_failure(stand_in, source, now):
    many = tuple(hour(in_days(1) + n * timedelta(minutes=2), 1 / 60) for n in range(5001))
    stand_in.says = BusyAnswer(Busy(many, 5001), "cursor-1")
    assert refresh_source(source, now=now).problem == TOO_MANY
    assert intervals(source) == []


def test_a_calendar_that_is_gone_is_said(stand_in, source, now):
    stand_in.says = Gone("Gone.")
    assert refresh_source(source, now=now).problem == NOT_THERE


def test_a_fault_of_ours_is_no_lost_account(stand_in, source, now, caplog):
    stand_in.says = RuntimeError("s3cr3t")
    assert refresh_source(source, now=now).failures == 1
    assert CalendarAccount.objects.get().is_lost is False
    assert "RuntimeError" in caplog.text
    assert "s3cr3t" not in caplog.text


def test_a_site_that_has_lost_its_key_asks_to_connect_again(stand_in, source, now, settings):
    settings.SECRET_KEY = "another"
    assert refresh_source(source, now=now).problem == KEY_IS_LOST
    assert stand_in.asked == []


def written(source: CalendarSource, session: Session, *, state: str, **fields) -> Copy:
    event = WrittenEvent.objects.create(
        account=source.account,
        session=session,
        user=source.user,
        state=state,
        secret_ref=sealed(f"event-{session.pk}"),
        version="v1",
        sequence=session.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        **fields,
    )
    starts_at = fields.get("moved_to") or event.starts_at
    ends_at = starts_at + (event.ends_at - event.starts_at)
    return Copy(f"event-{session.pk}", "v1", starts_at, ends_at, session.sequence)


def test_a_service_is_told_which_events_are_ours_and_where_they_stand(stand_in, now):
    fill_catalogue(packets=9)
    user, other = person(), person()
    sessions = [book(user, other, starts_at=in_days(days)) for days in (2, 3, 4)]
    account = connected(user, {"token": "one"}, now=now, kind="google")
    account.secret_write_ref, account.next_look_at = sealed("cal-1"), now
    account.save()
    into, beside = (counted(account, ref, now=now) for ref in ("cal-1", "cal-2"))
    moved_to = in_days(9)
    copies = [
        written(into, sessions[0], state="written"),
        written(into, sessions[1], state="moved", moved_to=moved_to),
    ]
    written(into, sessions[2], state="deleted")
    for each in (into, beside):
        refresh_source(again(each), now=now)
    (first, wanted), (second, unwanted) = stand_in.asked
    assert (first, list(wanted.copies)) == ("cal-1", copies)
    assert (second, list(unwanted.copies)) == ("cal-2", [])
    assert wanted.ours == {str(session.public_id) for session in sessions}
    assert (wanted.me, wanted.home_zone) == (frozenset({user.email}), user.profile.timezone)


def test_several_are_looked_into_in_as_many_queries_as_one(
    stand_in, user, now, django_assert_num_queries
):
    account = connected(user, {"token": "one"}, now=now, kind="google")
    account.secret_write_ref, account.next_look_at = sealed("cal-1"), now
    account.save()
    for count in (1, 3):
        while CalendarSource.objects.count() < count:
            counted(account, f"cal-{CalendarSource.objects.count()}", now=now)
        with django_assert_num_queries(3):
            sources = CalendarSource.objects.select_related("user__profile", "account")
            tasks = tasks_for(sources, now=now)
        with CaptureQueriesContext(connection) as queries:
            outcomes = [look(task) for task in tasks]
        assert (len(outcomes), len(queries)) == (count, 0)
