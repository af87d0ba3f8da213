"""The page of one's calendars elsewhere, and where their busy time is shown."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scheduling.actions.calendar_accounts import connect_account
from scheduling.fetching.calendar_file import MOST_BYTES
from scheduling.models import BusyInterval, CalendarSource
from tests.factories import UserFactory
from tests.scheduling.calendars import EMPTY, TITLE, busy, hour, ics, intervals
from tests.scheduling.http_server import Server, answer, serving
from tests.scheduling.worlds import in_days, person, propose

pytestmark = pytest.mark.django_db

URL = "/calendars/"
SECRET = "/private-3f7a9c/basic.ics?key=s3cr3t"


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with serving() as running:
        settings.FETCH_ALLOW = [running.allow]
        running.handle = answer(ics(hour(in_days(2))))
        yield running


@pytest.fixture
def user(client):
    user = person(timezone="Europe/Berlin")
    client.force_login(user)
    return user


def page(client) -> str:
    response = client.get(URL)
    assert response.status_code == 200
    return response.content.decode()


def upload(client, raw, *, file_name="work.ics", name=""):
    file = SimpleUploadedFile(file_name, raw, content_type="text/calendar")
    return client.post(reverse("calendars_file"), {"file": file, "name": name})


def test_without_a_calendar_the_page_says_what_one_is_for(client, user):
    text = page(client)
    assert "No calendar yet" in text
    assert "Read now" not in text


def test_a_calendar_is_added_by_its_address_and_the_address_is_not_shown_again(
    client, user, server
):
    response = client.post(URL, {"address": server.url + SECRET, "name": "Work"}, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    text = response.content.decode()
    assert "Added. 1 event read." in text
    assert "Up to date" in text
    assert "s3cr3t" not in text
    assert TITLE not in text
    assert "no-store" in response["Cache-Control"]
    source = CalendarSource.objects.get()
    assert (source.name, intervals(source)) == ("Work", [hour(in_days(2))])


def test_what_cannot_be_read_is_said_in_words(client, user, server):
    server.handle = answer(b"", status=404)
    response = client.post(URL, {"address": server.url + SECRET})
    assert response.status_code == 400
    assert "There is no calendar at this address any more" in response.content.decode()
    for address in ("", "hello", "http://10.0.0.1/", "https://user@example.org/", "x" * 3000):
        assert client.post(URL, {"address": address}).status_code == 400
    assert not CalendarSource.objects.exists()


def test_the_page_of_an_error_echoes_nothing_of_what_was_fetched(client, user, server):
    server.handle = answer(b"<html>inner page with a password</html>")
    response = client.post(URL, {"address": server.url})
    assert "inner page" not in response.content.decode()


def test_a_file_is_uploaded(client, user):
    assert upload(client, ics(hour(in_days(2))), file_name="holidays.ics").status_code == 302
    source = CalendarSource.objects.get()
    assert (source.name, source.kind, source.events_read) == ("holidays", "upload", 1)
    assert "Read from a file" in page(client)


@pytest.mark.parametrize("raw", [b"<html>", b"/etc/passwd", b"\x00" * 100])
def test_a_file_that_is_no_calendar_is_refused(client, user, raw):
    response = upload(client, raw)
    assert response.status_code == 400
    assert "not a calendar" in response.content.decode() or "empty" in response.content.decode()
    assert not CalendarSource.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, user):
    response = upload(client, b"x" * (MOST_BYTES + 1))
    assert response.status_code == 400
    assert "larger than 10 MB" in response.content.decode()


def test_names_are_shown_as_text(client, user):
    upload(client, EMPTY, name="<script>alert(1)</script>")
    text = page(client)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_failing_calendar_shows_its_age_and_why(client, user, server, now):
    client.post(URL, {"address": server.url + SECRET, "name": "Work"})
    CalendarSource.objects.update(last_success_at=now - timedelta(hours=5), last_tried_at=None)
    server.handle = answer(b"", status=503)
    source = CalendarSource.objects.get()
    response = client.post(reverse("source_refresh", args=[source.public_id]), follow=True)
    text = response.content.decode()
    assert "Cannot be read" in text
    assert "problem of its own (503)" in text
    assert "5\xa0hours ago" in text
    assert "What it said then still counts as busy" in text
    assert "Next try" in text
    assert intervals(source) == [hour(in_days(2))]


def test_refused_events_are_listed_with_why(client, user):
    bad = "BEGIN:VEVENT\r\nUID:bad@example.org\r\nDTSTART:tomorrow\r\nEND:VEVENT\r\n"
    upload(client, ics(extra=bad))
    text = page(client)
    assert "0 events read, 1 refused" in text
    assert "bad@example.org" in text


def test_reading_now_finds_what_is_new(client, user, server):
    client.post(URL, {"address": server.url})
    server.handle = answer(EMPTY)
    source = CalendarSource.objects.get()
    response = client.post(reverse("source_refresh", args=[source.public_id]), follow=True)
    assert "is up to date" in response.content.decode()
    assert intervals(source) == []


def test_a_file_cannot_be_read_again(client, user):
    source = busy(user)
    assert client.post(reverse("source_refresh", args=[source.public_id])).status_code == 404


def test_removing_erases_and_a_second_click_finds_nothing(client, user):
    source = busy(user, hour(in_days(2)))
    remove = reverse("source_remove", args=[source.public_id])
    assert client.post(remove).status_code == 302
    assert client.post(remove).status_code == 404
    assert (CalendarSource.objects.count(), BusyInterval.objects.count()) == (0, 0)


def test_the_calendars_of_others_are_not_there(client, user):
    other = busy(UserFactory(), hour(in_days(2)), name="Theirs", kind="ics_url")
    for name in ("source_refresh", "source_remove"):
        assert client.post(reverse(name, args=[other.public_id])).status_code == 404
    assert "Theirs" not in page(client)
    assert BusyInterval.objects.count() == 1


def test_a_full_page_offers_no_ninth(client, user):
    for number in range(8):
        busy(user, name=f"Number {number}")
    text = page(client)
    assert "There is no room for another calendar" in text
    assert "Add by address" not in text
    assert upload(client, EMPTY).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_many(
    client, user, count, django_assert_num_queries, now
):
    for number in range(count):
        busy(user, hour(in_days(2)), name=f"Number {number}")
        name, secret = f"Account {number}", {"password": "-"}
        connect_account(user, kind="caldav", external_id=name, label=name, secret=secret, now=now)
    client.get(URL)
    with django_assert_num_queries(5):
        client.get(URL)


def test_a_file_says_how_long_it_counts(client, user, now):
    source = busy(user)
    for days, words in ((100, "Read from a file"), (20, "Ends soon"), (-1, "Out of date")):
        source.read_until = now + timedelta(days=days)
        source.save()
        assert words in page(client)


def test_the_week_and_the_hours_show_busy_time_without_titles(client, user, now):
    start = in_days(1).replace(hour=10)
    upload(client, ics(hour(start)))
    for address in (f"/calendar/week/?day={start:%Y-%m-%d}", "/availability/"):
        text = client.get(address).content.decode()
        assert "11:00–12:00" in text
        assert "Busy elsewhere" in text
        assert TITLE not in text


def test_hours_say_which_calendar_has_not_been_read_for_long(client, user, now):
    source = busy(user, name="My job", kind="ics_url")
    assert "My job" not in client.get("/availability/").content.decode()
    CalendarSource.objects.filter(pk=source.pk).update(last_success_at=now - timedelta(hours=5))
    text = client.get("/availability/").content.decode()
    assert "My job" in text
    assert "has not been read for 5\xa0hours" in text


def test_partners_read_nothing_of_a_calendar(client, user, catalogue):
    other = person()
    busy(other, hour(in_days(3)), name="Secret firm")
    propose(other, user, starts_at=in_days(5))
    for address in (
        "/partners/",
        "/proposals/",
        f"/partners/{other.public_id}/propose/?start={in_days(3).isoformat()}",
    ):
        assert "Secret firm" not in client.get(address).content.decode()
    response = client.post(
        f"/partners/{other.public_id}/propose/",
        {
            "start": in_days(3).isoformat(),
            "mode": "swap",
            "proposer_kind": "coding",
            "partner_kind": "coding",
        },
    )
    text = response.content.decode()
    assert response.status_code == 400
    assert "is busy at that time, their own calendar says" in text
    assert "Secret firm" not in text


def test_accepting_looks_into_the_calendars_first(client, user, catalogue, server, now):
    other = person()
    client.post(URL, {"address": server.url, "name": "Work"})
    proposal = propose(other, user, starts_at=in_days(3))
    server.handle = answer(ics(hour(in_days(3))))
    CalendarSource.objects.update(
        last_success_at=now - timedelta(minutes=3), last_tried_at=now - timedelta(minutes=3)
    )
    response = client.post(reverse("proposal_accept", args=[proposal.public_id]))
    assert response.status_code == 409
    assert "Your calendar “Work” says that you are busy then" in response.content.decode()


def test_no_page_logs_the_address(client, user, server, caplog):
    caplog.set_level(logging.DEBUG)
    client.post(URL, {"address": server.url + SECRET})
    client.post(URL, {"address": "http://10.0.0.1" + SECRET})
    source = CalendarSource.objects.get()
    server.handle = answer(b"", status=500)
    client.post(reverse("source_refresh", args=[source.public_id]))
    client.post(reverse("source_remove", args=[source.public_id]))
    everything = caplog.text + repr([record.__dict__ for record in caplog.records])
    assert "s3cr3t" not in everything
    assert "3f7a9c" not in everything


# --- How often --------------------------------------------------------------------------------


def limited(settings, **rates):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, **rates}


def test_many_calendars_in_a_short_time_are_not_added_and_no_server_is_asked(
    client, user, server, settings
):
    limited(settings, add_calendar="2/10m/user")
    asked = {"address": server.url, "name": "Work"}
    assert client.post(URL, asked).status_code == 302
    assert client.post(URL, {"address": "nonsense"}).status_code == 400  # asks nobody
    assert upload(client, EMPTY).status_code == 302
    refusals = client.post(URL, asked), upload(client, EMPTY)
    for refusal in refusals:
        assert refusal.status_code == 429
        assert "so this one was not added" in refusal.content.decode()
    assert (CalendarSource.objects.count(), len(server.requests)) == (2, 1)
    client.force_login(person())
    assert upload(client, EMPTY).status_code == 302


def test_reading_now_again_and_again_asks_no_server(client, user, server, settings):
    limited(settings, read_calendar="2/10m/user")
    client.post(URL, {"address": server.url, "name": "Work"})
    again = reverse("source_refresh", args=[CalendarSource.objects.get().public_id])
    assert [client.post(again).status_code for _ in range(3)] == [302, 302, 429]
    assert "so nothing was read" in client.post(again).content.decode()
    assert len(server.requests) == 3
