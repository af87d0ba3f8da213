"""The pages of somebody's calendar accounts, and of what was done there to their sessions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import Session
from jobs.models import Job
from scheduling.actions.calendar_watching import watch_due_accounts
from scheduling.actions.sources import MOST_SOURCES
from scheduling.models import CalendarAccount, CalendarSource, Proposal, WrittenEvent
from scheduling.queries.calendar_accounts import unsealed
from scheduling.remote.contract import RemoteProblem
from tests.scheduling.calendars import busy
from tests.scheduling.stand_in_calendars import PASSWORD, look_now, stand_in, writing_account
from tests.scheduling.worlds import book, deliver, in_days, person

pytestmark = pytest.mark.django_db

FORM = {"address": "dav.example.org", "name": "ana", "password": PASSWORD}


@pytest.fixture
def server():
    with stand_in() as running:
        running.calendars["/home/"] = {}
        yield running


@pytest.fixture
def pair(catalogue):
    return person(pseudonym="Calm Heron"), person(pseudonym="Quiet Fox")


@pytest.fixture
def own(pair, client):
    client.force_login(pair[0])
    return client


@pytest.fixture
def account(pair, server, now):
    return writing_account(pair[0], now=now)


@pytest.fixture
def session(pair, account):
    session = book(*pair, starts_at=in_days(4))
    deliver("write_event")
    return session


def main_of(response) -> str:
    return response.content.decode().split("<main")[1]


def url_of(account) -> str:
    return reverse("calendar_account", args=[account.public_id])


def keys_of(own, account) -> dict[str, str]:
    form = own.get(url_of(account)).context["form"]
    return {name: key for key, name in form.fields["busy"].choices}


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- Connecting -------------------------------------------------------------------------------


def test_an_account_is_connected_and_its_password_is_not_shown_again(own, pair, server):
    response = own.post(reverse("calendar_account_connect"), FORM, follow=True)
    account = CalendarAccount.objects.get()
    assert response.redirect_chain == [(url_of(account), 302)]
    assert (account.user, account.label) == (pair[0], "ana at dav.example.org")
    assert PASSWORD in unsealed(account.secret)
    assert '"https://dav.example.org/"' in unsealed(account.secret)
    for page in (response, own.get("/calendars/")):
        assert PASSWORD not in page.content.decode()
        assert "no-store" in page["Cache-Control"]
    assert "ana at dav.example.org" in main_of(own.get("/calendars/"))


def test_of_a_new_account_the_main_calendar_is_suggested_as_busy(own, server):
    form = own.post(reverse("calendar_account_connect"), FORM, follow=True).context["form"]
    chosen = [name for key, name in form.fields["busy"].choices if key in form.initial["busy"]]
    assert (chosen, form.initial["write"]) == ([form.fields["busy"].choices[0][1]], "none")
    assert not CalendarSource.objects.exists()


def test_nothing_is_suggested_once_something_was_chosen(own, account):
    assert own.get(url_of(account)).context["form"].initial["busy"] == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "wrong"}, "The password is not accepted."),
        ({"address": "no address"}, "That is no address of a server."),
        ({"address": "https://ana@dav.example.org/"}, "That is no address of a server."),
        ({"name": "a:b"}, "has no colon"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_does_not_connect_is_said_in_words(own, server, fields, words):
    response = own.post(reverse("calendar_account_connect"), FORM | fields)
    assert response.status_code == 400
    assert words in main_of(response)
    assert FORM["password"] not in response.content.decode()
    assert not CalendarAccount.objects.exists()


def test_an_account_without_a_calendar_is_not_connected(own, server):
    server.calendars.clear()
    response = own.post(reverse("calendar_account_connect"), FORM)
    assert "There is no calendar in this account" in main_of(response)
    assert not CalendarAccount.objects.exists()


def test_tries_to_connect_are_limited(own, server, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "add_calendar": "2/m/user"}
    statuses = [
        own.post(reverse("calendar_account_connect"), FORM | {"password": "x"}).status_code
        for _ in range(3)
    ]
    assert statuses == [400, 400, 429]
    assert server.calls == ["calendars"] * 2


def test_a_lost_account_says_so_and_is_found_again_by_connecting_it(own, pair, server):
    own.post(reverse("calendar_account_connect"), FORM)
    CalendarAccount.objects.update(is_lost=True, problem="The password is not accepted.")
    assert "Connect again" in main_of(own.get("/calendars/"))
    assert "lets us in no more" in main_of(own.get("/"))
    own.post(reverse("calendar_account_connect"), FORM)
    account = CalendarAccount.objects.get()
    assert (account.is_lost, account.problem) == (False, "")
    assert "lets us in no more" not in main_of(own.get("/"))


# --- Choosing -----------------------------------------------------------------------------------


def test_calendars_are_chosen_to_count_as_busy_and_to_be_written_into(own, server):
    own.post(reverse("calendar_account_connect"), FORM)
    account = CalendarAccount.objects.get()
    keys = keys_of(own, account)
    assert set(keys) == {"Work", "Home"}
    answer = {"busy": [keys["Work"], keys["Home"]], "write": keys["Home"]}
    assert own.post(url_of(account), answer).status_code == 302
    account.refresh_from_db()
    names = CalendarSource.objects.order_by("name").values_list("name", "kind", "account")
    assert list(names) == [("Home", "account", account.pk), ("Work", "account", account.pk)]
    assert (unsealed(account.secret_write_ref), account.write_name) == ("/home/", "Home")
    own.post(url_of(account), {"busy": [keys["Home"]], "write": "none"})
    account.refresh_from_db()
    assert [source.name for source in CalendarSource.objects.all()] == ["Home"]
    assert (account.writes, account.next_look_at) == (False, None)
    page = main_of(own.get(url_of(account)))
    assert "/home/" not in page


def test_choosing_the_same_again_changes_nothing(own, account, server, session):
    keys = keys_of(own, account)
    for _ in range(2):
        own.post(url_of(account), {"busy": [keys["Work"]], "write": keys["Work"]})
    assert CalendarSource.objects.count() == 1
    assert WrittenEvent.objects.get().state == "written"
    assert server.event(session) is not None


def test_a_calendar_that_is_not_the_accounts_cannot_be_chosen(own, account, server):
    for answer in ({"busy": ["x"]}, {"write": "x"}, {"write": "/home/"}):
        assert own.post(url_of(account), answer).status_code == 400
    assert not CalendarSource.objects.exists()


def test_there_is_room_for_so_many_calendars(own, pair, account, server):
    for number in range(MOST_SOURCES):
        busy(pair[0], name=str(number))
    keys = keys_of(own, account)
    response = own.post(url_of(account), {"busy": [keys["Work"]], "write": keys["Work"]})
    assert response.status_code == 400
    assert "all there is room for" in main_of(response)
    assert CalendarSource.objects.count() == MOST_SOURCES


def test_calendars_that_cannot_be_listed_say_why(own, account, server):
    server.before["calendars"] = [RemoteProblem("The server is away.")] * 2
    assert "The server is away." in main_of(own.get(url_of(account)))
    assert own.post(url_of(account), {"write": "none"}).status_code == 409
    account.refresh_from_db()
    assert account.writes


def test_coming_sessions_move_over_to_another_calendar(own, account, server, session):
    keys = keys_of(own, account)
    own.post(url_of(account), {"write": keys["Home"]})
    deliver("write_event")
    assert server.event(session) is None
    assert server.event(session, "/home/").starts_at == session.starts_at
    assert WrittenEvent.objects.get().state == "written"
    assert not Job.objects.filter(key__startswith="invitation:by_mail").exists()


def test_written_nowhere_any_more_they_come_by_mail(own, pair, account, server, session):
    own.post(url_of(account), {"write": "none"})
    assert server.event(session) is None
    assert not WrittenEvent.objects.exists()
    mails = [mail for mail in deliver("send_invitation") if mail["To"] == pair[0].email]
    kinds = [part.get_content_type() for mail in mails for part in mail.walk()]
    assert kinds.count("text/calendar") == 1


# --- Disconnecting --------------------------------------------------------------------------------


def disconnect(own, account, **fields):
    url = reverse("calendar_account_disconnect", args=[account.public_id])
    return own.post(url, fields, follow=True)


def test_disconnecting_takes_the_sessions_out_and_forgets_all(own, pair, account, server, session):
    keys = keys_of(own, account)
    own.post(url_of(account), {"busy": [keys["Work"]], "write": keys["Work"]})
    response = disconnect(own, account, take_out="on")
    assert said(response)[-1:] == ["Disconnected. What opened it is forgotten."]
    assert server.event(session) is None
    for table in (CalendarAccount, CalendarSource, WrittenEvent):
        assert not table.objects.exists()
    assert Job.objects.filter(key__startswith="invitation:by_mail").count() == 1
    assert disconnect(own, account).status_code == 404  # a second click


@pytest.mark.parametrize("wish", ["leave", "cannot"])
def test_what_is_left_there_is_said_and_comes_by_no_mail(own, pair, account, server, session, wish):
    if wish == "cannot":
        server.before["delete"] = [RemoteProblem("The server is away.")]
    response = disconnect(own, account, **({"take_out": "on"} if wish == "cannot" else {}))
    assert said(response)[0].startswith(
        "Disconnected. What opened it is forgotten. 1 session still stands in the calendar"
    )
    row = WrittenEvent.objects.get()
    assert (row.state, row.account, row.secret_ref) == ("let_go", None, "")
    assert not Job.objects.filter(key__startswith="invitation:by_mail").exists()
    assert server.event(session) is not None


def test_an_account_is_its_owners_alone(pair, account, server):
    stranger = Client()
    stranger.force_login(pair[1])
    for name in ("calendar_account", "calendar_account_disconnect"):
        url = reverse(name, args=[account.public_id])
        assert [stranger.get(url).status_code, stranger.post(url).status_code] == [404, 404]
    assert CalendarAccount.objects.get().writes
    assert server.calls == []


# --- What was done there ------------------------------------------------------------------------


def moved(server, session, account) -> None:
    server.move(session, session.starts_at + timedelta(days=1))
    look_now(account)
    watch_due_accounts(now=timezone.now(), clock=lambda: 0.0)


def test_a_move_there_is_asked_about_at_home_and_on_the_session(
    own, pair, account, server, session
):
    moved(server, session, account)
    words = "You moved your session with Quiet Fox in your calendar"
    url = reverse("session_in_calendar", args=[session.public_id])
    pages = [own.get("/"), own.get(reverse("session", args=[session.public_id]))]
    assert [words in main_of(page) for page in pages] == [True, True]
    assert [f'href="{url}"' in main_of(page) for page in pages] == [True, True]
    partner = Client()
    partner.force_login(pair[1])
    for page in (partner.get("/"), partner.get(reverse("session", args=[session.public_id]))):
        assert "in your calendar" not in main_of(page)
    assert "There is nothing to answer" in main_of(partner.get(url))


def test_the_new_time_is_proposed_with_one_click_and_no_second_one(own, account, server, session):
    moved(server, session, account)
    url = reverse("session_in_calendar", args=[session.public_id])
    assert "Propose that time" in main_of(own.get(url))
    response = own.post(url, {"propose": ""})
    proposal = Proposal.objects.get(moves_session=session)
    assert response["Location"] == reverse("proposal", args=[proposal.public_id])
    assert own.post(url, {"propose": ""}).status_code == 409
    assert Proposal.objects.filter(moves_session=session).count() == 1
    assert Session.objects.get().starts_at == session.starts_at


def test_put_back_is_done_in_the_queue(own, account, server, session):
    moved(server, session, account)
    url = reverse("session_in_calendar", args=[session.public_id])
    own.post(url, {"put_back": ""})
    deliver("write_event")
    assert server.event(session).starts_at == session.starts_at
    assert own.post(url, {"put_back": ""}).status_code == 409


def test_a_post_without_a_button_does_nothing(own, account, server, session):
    moved(server, session, account)
    url = reverse("session_in_calendar", args=[session.public_id])
    assert own.post(url).status_code == 302
    assert WrittenEvent.objects.get().state == "moved"
