"""Calendars kept elsewhere: added, read again, removed. The server is a real one, on loopback."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.models import AuditEntry, Profile
from accounts.privacy import export_of
from jobs.actions import enqueue_recurring
from jobs.execution import run_due_jobs
from jobs.models import Job
from scheduling.actions import source_reading
from scheduling.actions.source_reading import look, tasks_for
from scheduling.actions.source_refresh import (
    BATCH,
    CLAIMED_FOR,
    _claim_due,
    freshen,
    refresh_due_sources,
    refresh_source,
    store_outcome,
)
from scheduling.actions.sources import (
    MOST_SOURCES,
    CannotAddCalendar,
    add_address,
    add_file,
    remove_source,
)
from scheduling.models import BusyInterval, CalendarSource, PartnerChange
from tests.factories import UserFactory
from tests.scheduling.calendars import EMPTY, TITLE, busy, hour, ics, intervals
from tests.scheduling.http_server import Server, answer, serving
from tests.scheduling.worlds import book, in_days, person

pytestmark = pytest.mark.django_db

SECRET = "/private-3f7a9c/basic.ics?key=s3cr3t"
QUARTER = timedelta(minutes=15)


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with serving() as running:
        settings.FETCH_ALLOW = [running.allow]
        yield running


@pytest.fixture
def user():
    return UserFactory(timezone="Europe/Berlin")


def add(user, server, *, now, raw=None, **headers) -> CalendarSource:
    server.handle = answer(ics(hour(in_days(2))) if raw is None else raw, headers=headers)
    return add_address(user, name="Work", address=server.url + SECRET, now=now)


def again(source) -> CalendarSource:
    return CalendarSource.objects.get(pk=source.pk)


@pytest.fixture
def reads(monkeypatch) -> list[bytes]:
    """What was read, and not only fetched."""
    seen: list[bytes] = []
    real = source_reading.read_busy_apart

    def read(raw, **wanted):
        seen.append(raw)
        return real(raw, **wanted)

    monkeypatch.setattr(source_reading, "read_busy_apart", read)
    return seen


# --- Adding -----------------------------------------------------------------------------------


def test_an_address_is_read_at_once(server, user, now):
    source = add(user, server, now=now, ETag='"one"')
    assert intervals(source) == [hour(in_days(2))]
    assert (source.events_read, source.problem, source.etag) == (1, "", '"one"')
    assert source.last_success_at == source.last_tried_at == now
    assert QUARTER <= source.next_try_at - now <= QUARTER + timedelta(minutes=3)
    assert list(source.busy_intervals.values_list("user", flat=True)) == [user.pk]
    entry = AuditEntry.objects.get(verb="scheduling.add_calendar")
    assert (entry.by, entry.details) == (user, {"kind": "ics_url"})


def everything_stored() -> str:
    """Every value in every table."""
    rows = []
    for model in apps.get_models():
        rows += model._default_manager.values_list() if issubclass(model, Model) else []
    return repr(rows)


def test_the_address_and_the_titles_stand_in_no_table(server, user, now):
    add(user, server, now=now)
    stored = everything_stored()
    assert "s3cr3t" not in stored
    assert "3f7a9c" not in stored
    assert TITLE not in stored


def test_what_cannot_be_read_is_not_added(server, user, now):
    server.handle = answer(b"<!doctype html><p>Sign in</p>")
    with pytest.raises(CannotAddCalendar, match="web page"):
        add_address(user, name="Work", address=server.url, now=now)
    server.handle = answer(b"", status=404)
    with pytest.raises(CannotAddCalendar, match="no calendar at this address"):
        add_address(user, name="Work", address=server.url, now=now)
    for address in ("http://169.254.169.254/", "file:///etc/passwd", "/etc/passwd"):
        with pytest.raises(CannotAddCalendar):
            add_address(user, name="Work", address=address, now=now)
    assert not CalendarSource.objects.exists()


def test_a_body_that_names_a_file_opens_none(server, user, now):
    server.handle = answer(b"/etc/passwd")
    with pytest.raises(CannotAddCalendar) as refusal:
        add_address(user, name="Work", address=server.url, now=now)
    assert "root" not in str(refusal.value)


def test_a_file_is_read_and_not_kept(user, now):
    source = add_file(user, name="Export", raw=ics(hour(in_days(2)), hour(in_days(120))), now=now)
    assert intervals(source) == [hour(in_days(2)), hour(in_days(120))]
    assert source.next_try_at is None
    assert TITLE not in everything_stored()
    with pytest.raises(CannotAddCalendar, match="not a calendar"):
        add_file(user, name="Export", raw=b"hello", now=now)


def test_there_is_room_for_eight(user, now):
    for number in range(MOST_SOURCES):
        add_file(user, name=str(number), raw=EMPTY, now=now)
    with pytest.raises(CannotAddCalendar, match="Remove one"):
        add_file(user, name="one more", raw=EMPTY, now=now)
    with patch("scheduling.actions.sources.look") as fetch, pytest.raises(CannotAddCalendar):
        add_address(user, name="one more", address="https://calendar.example/", now=now)
    fetch.assert_not_called()
    add_file(UserFactory(), name="somebody else's", raw=EMPTY, now=now)


def test_removing_erases_it(server, user, now):
    source, other = add(user, server, now=now), busy(user, hour(in_days(3)))
    remove_source(source, by=user, now=now)
    remove_source(source, by=user, now=now)
    assert list(CalendarSource.objects.all()) == [other]
    assert BusyInterval.objects.count() == 1
    assert AuditEntry.objects.filter(verb="scheduling.remove_calendar").count() == 1


def test_rules_hold_in_the_database(user, now):
    def refused(**fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarSource.objects.create(user=user, name="-", created_at=now, **fields)

    refused(kind="ics_url", next_try_at=now)  # no address
    refused(kind="ics_url", secret_address="x")  # never read again
    refused(kind="upload", secret_address="x")
    refused(kind="upload", next_try_at=now)
    source = busy(user, hour(in_days(2)))
    for times in ((now, now), (now, now - QUARTER), hour(in_days(2), 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            source.busy_intervals.create(user=user, starts_at=times[0], ends_at=times[1])


# --- Reading again ----------------------------------------------------------------------------


def test_a_change_is_found(server, user, now):
    source = add(user, server, now=now)
    server.handle = answer(ics(hour(in_days(4))))
    refresh_source(source, now=now + QUARTER)
    assert intervals(source) == [hour(in_days(4))]


def test_what_the_server_says_has_not_changed_is_not_read(server, user, now, reads):
    source = add(user, server, now=now, ETag='"one"')
    server.handle = answer(b"", status=304)
    later = refresh_source(source, now=now + QUARTER)
    assert server.requests[-1][1]["if-none-match"] == '"one"'
    assert (len(reads), later.last_success_at) == (1, now + QUARTER)
    assert intervals(source) == [hour(in_days(2))]
    assert later.etag == '"one"'


def test_the_same_bytes_are_not_read_again(server, user, now, reads):
    source = add(user, server, now=now)
    later = refresh_source(source, now=now + QUARTER)
    assert (len(reads), later.last_success_at) == (1, now + QUARTER)


def test_once_a_day_it_is_read_for_the_days_that_come_into_sight(server, user, now, reads):
    far = hour(in_days(91))
    source = add(user, server, now=now, raw=ics(far), ETag='"one"')
    assert intervals(source) == []
    refresh_source(source, now=now + timedelta(days=2))
    assert "if-none-match" not in server.requests[-1][1]
    assert (len(reads), intervals(source)) == (2, [far])


def test_another_zone_makes_it_read_anew(server, user, now, reads):
    """Whole days are those of the person's zone."""
    day = in_days(3).date()
    whole = f"BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}\r\nEND:VEVENT\r\n"
    source = add(user, server, now=now, raw=ics(extra=whole))
    before = intervals(source)
    Profile.objects.filter(user=user).update(timezone="Asia/Kathmandu")
    refresh_source(CalendarSource.objects.get(), now=now + QUARTER)
    assert len(reads) == 2
    assert intervals(source) != before


@pytest.mark.parametrize(
    "handle",
    [
        answer(b"", status=500),
        answer(b"", status=404),
        answer(b"<!doctype html>"),
        answer(b""),
        answer(ics(hour(in_days(4)))[:-20]),
    ],
    ids=["500", "404", "html", "empty", "truncated"],
)
def test_what_was_read_last_stands_when_it_cannot_be_read(server, user, now, handle):
    source = add(user, server, now=now)
    server.handle = handle
    failed = refresh_source(source, now=now + QUARTER)
    assert intervals(source) == [hour(in_days(2))]
    assert (failed.last_success_at, failed.last_tried_at) == (now, now + QUARTER)
    assert failed.failures == 1
    assert failed.problem


def test_failures_are_tried_less_and_less_often_and_one_success_ends_that(server, user, now):
    source = add(user, server, now=now)
    server.handle, at, waits = answer(b"", status=503), now, []
    for _ in range(9):
        at += timedelta(days=1)
        failed = refresh_source(source, now=at)
        waits.append((failed.next_try_at - at) // QUARTER)
    assert waits == [2, 4, 8, 16, 32, 64, 96, 96, 96]
    assert failed.failures == 9
    server.handle = answer(EMPTY)
    well = refresh_source(again(source), now=at + timedelta(days=1))
    assert (well.failures, well.problem, intervals(source)) == (0, "", [])


def test_only_what_differs_is_written(server, user, now):
    source = add(user, server, now=now, raw=ics(hour(in_days(2)), hour(in_days(3))))
    kept = source.busy_intervals.get(starts_at=in_days(2))
    PartnerChange.objects.all().delete()
    server.handle = answer(ics(hour(in_days(2)), extra="X-NEW:1\r\n"))
    refresh_source(source, now=now + QUARTER)
    assert list(source.busy_intervals.all()) == [kept]
    assert [*PartnerChange.objects.values_list("person", flat=True)] == [user.pk]


def test_a_look_that_ends_late_does_not_undo_a_later_one(server, user, now):
    source = add(user, server, now=now, raw=EMPTY)
    server.handle = answer(ics(hour(in_days(2))))
    slow = look(*tasks_for([source], now=now + QUARTER))
    server.handle = answer(ics(hour(in_days(4))))
    refresh_source(source, now=now + 2 * QUARTER)
    store_outcome(slow, now=now + 3 * QUARTER)
    assert intervals(source) == [hour(in_days(4))]


def test_what_was_removed_meanwhile_does_not_come_back(server, user, now):
    source = add(user, server, now=now)
    slow = look(*tasks_for([source], now=now + QUARTER))
    remove_source(source, by=user, now=now)
    assert store_outcome(slow, now=now + QUARTER) is None
    assert not BusyInterval.objects.exists()


def test_our_own_sessions_that_come_back_are_no_busy_time(server, now, catalogue):
    user, partner = person(), person()
    session = book(user, partner, starts_at=in_days(3))
    copy = hour(session.starts_at)
    raw = ics(copy, hour(in_days(5)), uids=[str(session.public_id)])
    assert intervals(add(user, server, now=now, raw=raw)) == [hour(in_days(5))]
    stranger = add(UserFactory(), server, now=now, raw=raw)
    assert intervals(stranger) == [copy, hour(in_days(5))]


def test_what_the_person_declined_is_free(server, user, now):
    start, end = hour(in_days(2))
    declined = (
        f"BEGIN:VEVENT\r\nUID:a\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\nDTEND:{end:%Y%m%dT%H%M%SZ}\r\n"
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:{user.email}\r\nEND:VEVENT\r\n"
    )
    assert intervals(add(user, server, now=now, raw=ics(extra=declined))) == []


def test_refused_events_are_named_and_hide_nothing(server, user, now):
    bad = "BEGIN:VEVENT\r\nUID:bad@example.org\r\nDTSTART:tomorrow\r\nEND:VEVENT\r\n"
    source = add(user, server, now=now, raw=ics(hour(in_days(2)), extra=bad))
    assert intervals(source) == [hour(in_days(2))]
    assert source.events_read == 1
    assert [refused["uid"] for refused in source.refused] == ["bad@example.org"]


# --- Keys -------------------------------------------------------------------------------------


def test_an_address_survives_a_new_key_and_is_written_with_it(server, user, now, settings):
    source = add(user, server, now=now)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "1" * 50
    refresh_source(again(source), now=now + QUARTER)
    settings.SECRET_KEY_FALLBACKS = []
    assert refresh_source(again(source), now=now + 2 * QUARTER).problem == ""


def test_a_lost_key_is_said_and_the_busy_time_stands(server, user, now, settings):
    source = add(user, server, now=now)
    settings.SECRET_KEY = "another-" + "1" * 50
    asked = len(server.requests)
    assert "key has changed" in refresh_source(source, now=now + QUARTER).problem
    assert (intervals(source), len(server.requests)) == ([hour(in_days(2))], asked)


def test_the_key_is_of_this_purpose_alone(user, server, now):
    source = add(user, server, now=now)
    with pytest.raises(source_reading.Unreadable):
        source_reading.decrypt(source.secret_address, purpose="accounts.mfa")
    assert "http" not in source.secret_address


# --- The plan ---------------------------------------------------------------------------------


def test_what_is_due_is_read_and_nothing_else(server, user, now):
    first, second = add(user, server, now=now), add(UserFactory(), server, now=now)
    third = add(UserFactory(is_active=False), server, now=now)
    CalendarSource.objects.update(next_try_at=now + QUARTER)
    CalendarSource.objects.filter(pk=second.pk).update(next_try_at=now + 3 * QUARTER)
    at = now + 2 * QUARTER
    assert refresh_due_sources(now=at, clock=lambda: 0.0) == 1
    tried = {source.pk: source.last_tried_at for source in CalendarSource.objects.all()}
    assert tried == {first.pk: at, second.pk: now, third.pk: now}


def test_one_that_fails_keeps_no_other_waiting(server, now):
    sources = [add(UserFactory(), server, now=now) for _ in range(3)]
    CalendarSource.objects.filter(pk=sources[0].pk).update(secret_address="broken")
    at = now + timedelta(hours=1)
    assert refresh_due_sources(now=at, clock=lambda: 0.0) == 3
    assert [again(source).failures for source in sources] == [1, 0, 0]


def test_a_kill_in_the_middle_loses_nothing(server, user, now):
    source = add(user, server, now=now)
    at = now + timedelta(hours=1)
    assert [claimed.pk for claimed in _claim_due(now=at)] == [source.pk]  # and then it dies
    assert refresh_due_sources(now=at, clock=lambda: 0.0) == 0  # nobody else reads it meanwhile
    assert intervals(source) == [hour(in_days(2))]
    server.handle = answer(EMPTY)
    assert refresh_due_sources(now=at + CLAIMED_FOR, clock=lambda: 0.0) == 1
    assert intervals(source) == []


def test_a_turn_ends_after_a_minute_and_the_next_goes_on(server, now):
    times = iter([0.0, 0.0, 61.0])
    for _ in range(BATCH + 1):
        busy(UserFactory(), kind="ics_url")
    at = now + timedelta(hours=1)
    assert refresh_due_sources(now=at, clock=lambda: next(times)) == BATCH
    assert CalendarSource.objects.due(now=at).count() == 1


def test_the_plan_is_a_job_that_comes_again(server, user, now):
    source = add(user, server, now=now)
    CalendarSource.objects.update(next_try_at=now - QUARTER)
    server.handle = answer(ics(hour(in_days(4))))
    enqueue_recurring(now=now)
    Job.objects.exclude(kind="scheduling.refresh_calendars").delete()
    assert run_due_jobs() == 1
    assert intervals(source) == [hour(in_days(4))]
    job = Job.objects.get()
    assert (job.done_at, job.tries, job.last_error) == (None, 0, "")
    assert now < job.run_at <= now + timedelta(minutes=2)


# --- Before a booking -------------------------------------------------------------------------


def test_what_is_older_than_two_minutes_is_read_before_a_booking(server, user, now):
    source = add(user, server, now=now)
    server.handle = answer(EMPTY)
    freshen([user], now=now + timedelta(minutes=2))
    assert intervals(source) == [hour(in_days(2))]
    freshen([UserFactory()], now=now + timedelta(minutes=3))
    assert intervals(source) == [hour(in_days(2))]
    freshen([user], now=now + timedelta(minutes=3))
    assert intervals(source) == []


def test_what_failed_a_moment_ago_is_not_waited_for_again(server, user, now):
    add(user, server, now=now)
    server.handle = answer(b"", status=500)
    freshen([user], now=now + timedelta(minutes=3))
    asked = len(server.requests)
    freshen([user], now=now + timedelta(minutes=4))
    assert len(server.requests) == asked


def test_several_are_looked_into_in_as_many_queries_as_one(
    server, user, now, django_assert_num_queries
):
    for count in (1, 3):
        while CalendarSource.objects.count() < count:
            add(user, server, now=now)
        with django_assert_num_queries(2):
            sources = CalendarSource.objects.select_related("user__profile")
            assert len(tasks_for(sources, now=now)) == count


# --- Secrets ----------------------------------------------------------------------------------


def test_no_log_no_error_and_no_job_holds_the_address(server, user, now, caplog):
    caplog.set_level(logging.DEBUG)
    source = add(user, server, now=now)
    said = []
    for handle in (
        answer(b"", status=500),
        answer(b"", status=302, headers={"Location": "http://10.0.0.1" + SECRET}),
        answer(b"<!doctype html>" + SECRET.encode()),
        lambda request: request.wfile.write(b"nonsense"),
    ):
        server.handle = handle
        said.append(refresh_source(source, now=now + QUARTER).problem)
        with pytest.raises(CannotAddCalendar) as refusal:
            add_address(user, name="Work", address=server.url + SECRET, now=now)
        said.append(str(refusal.value))
    CalendarSource.objects.update(next_try_at=now - QUARTER)
    enqueue_recurring(now=now)
    bug = RuntimeError(f"in {server.url}{SECRET}")
    with patch.object(source_reading, "fetch_calendar", side_effect=bug):
        run_due_jobs()
    assert "RuntimeError" in caplog.text
    said += [repr(source), str(source), repr(look), *Job.objects.values_list("last_error")]
    everything = f"{said}{caplog.text}{[r.__dict__ for r in caplog.records]}"
    for part in ("3f7a9c", "s3cr3t", "basic.ics", source.secret_address):
        assert part not in everything


def test_an_export_has_the_busy_time_and_not_the_address(server, user, now):
    source = add(user, server, now=now)
    busy(UserFactory(), hour(in_days(7)), name="Somebody else's")
    (exported,) = export_of(user)["calendars_elsewhere"]
    start, end = hour(in_days(2))
    assert exported["busy"] == [{"starts_at": start, "ends_at": end}]
    assert (exported["name"], exported["events_read"]) == ("Work", 1)
    assert "s3cr3t" not in repr(exported)
    assert source.secret_address not in repr(exported)
