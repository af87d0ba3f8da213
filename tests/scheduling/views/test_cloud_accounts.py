"""Opening a calendar at Google or Microsoft (stand-ins), through allauth."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from scheduling.actions.calendar_accounts import MOST_ACCOUNTS, disconnect_account
from scheduling.models import CalendarAccount
from scheduling.queries.calendar_accounts import service_of, unsealed
from tests.factories import UserFactory
from tests.scheduling.remote.google.there import google_there
from tests.scheduling.remote.microsoft.there import microsoft_there
from tests.standins.oauth_stand_in import KEYS, OAuthStandIn

pytestmark = pytest.mark.django_db

GOOGLE = "/calendars/sign-in/google/"
MICROSOFT = "/calendars/sign-in/microsoft/"
CONNECTED = "Connected. Now say what its calendars are for."
APP = {"client_id": KEYS[0], "secret": KEYS[1]}


class Person(Client):
    """Somebody signed in, on their way there and back."""

    def __init__(self, user: Any) -> None:
        super().__init__()
        self.user = user
        self.force_login(user)

    def go(self, start: str = GOOGLE) -> dict[str, str]:
        """What the other site is asked."""
        response = self.post(start)
        assert response.status_code == 302
        query = parse_qs(urlsplit(response.url).query)
        return {name: values[0] for name, values in query.items()}

    def come_back(self, kind: str = "google", **query: str) -> Any:
        return self.get(f"/accounts/{kind}/login/callback/", query)

    def connect(self, kind: str = "google") -> str:
        """Go, say yes, come back; what they then read."""
        state = self.go(f"/calendars/sign-in/{kind}/")["state"]
        response = self.come_back(kind, code="good-code", state=state)
        words = said(response)
        assert response.status_code == 302
        if words == CONNECTED:
            account = CalendarAccount.objects.get(user=self.user, kind=kind)
            assert response.url == reverse("calendar_account", args=[account.public_id])
        else:
            assert response.url == "/calendars/"
        return words


def said(response: Any) -> str:
    """The last of what the reader is told."""
    return str(list(get_messages(response.wsgi_request))[-1])


@pytest.fixture
def ana() -> Person:
    return Person(UserFactory(email="ana@example.org"))


@pytest.fixture
def google(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OAuthStandIn]:
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [APP], "OAUTH_PKCE_ENABLED": True}}
    with google_there(settings) as there:
        settings.SOCIAL_KEYS = {"google": KEYS, "microsoft": ("", "")}
        monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", settings.GOOGLE_TOKEN_URL)
        claims = {"sub": "google-id", "email": "ana@gmail.com", "email_verified": True}
        claims |= {"iss": "https://accounts.google.com", "aud": KEYS[0], "exp": 2**33}
        token = jwt.encode(claims, "not looked at, as it comes from Google itself: 32 bytes")
        monkeypatch.setattr(there.stand_in, "identity", lambda: {"id_token": token})
        yield there.stand_in


@pytest.fixture
def microsoft(settings: Any) -> Iterator[OAuthStandIn]:
    with microsoft_there(settings) as there:
        url = there.stand_in.url
        settings.SOCIAL_KEYS = {"microsoft": KEYS, "google": ("", "")}
        app = APP | {"settings": {"login_url": url, "graph_url": url, "tenant": "common"}}
        settings.SOCIALACCOUNT_PROVIDERS = {"microsoft": {"APPS": [app]}}
        yield there.stand_in


def test_google_is_asked_for_the_calendar_and_to_let_us_in_again(
    ana: Person, google: OAuthStandIn
) -> None:
    asked = ana.go()
    calendar = "https://www.googleapis.com/auth/calendar."
    assert set(asked["scope"].split()) == {
        *("profile", "email"),
        *(f"{calendar}{name}" for name in ("calendarlist.readonly", "freebusy", "events.owned")),
    }
    assert (asked["access_type"], asked["prompt"]) == ("offline", "select_account consent")
    assert asked["code_challenge_method"] == "S256"


def test_microsoft_is_asked_for_the_calendar_and_to_let_us_in_again(
    ana: Person, microsoft: OAuthStandIn
) -> None:
    scopes = ana.go(MICROSOFT)["scope"].split()
    assert set(scopes) == {"User.Read", "Calendars.ReadWrite", "offline_access"}


def test_who_only_signs_in_is_not_asked_for_a_calendar(google: OAuthStandIn) -> None:
    response = Client().post("/accounts/google/login/")
    assert "calendar" not in response.url


def test_connected_google_account_is_kept_encrypted_and_opens_its_calendars(
    ana: Person, google: OAuthStandIn
) -> None:
    assert ana.connect() == CONNECTED
    account = CalendarAccount.objects.get()
    assert (account.user, account.kind) == (ana.user, "google")
    assert (account.external_id, account.label) == ("google-id", "ana@gmail.com")
    assert "refresh-1" not in account.secret
    assert json.loads(unsealed(account.secret))["refresh_token"] == "refresh-1"
    assert service_of(account, seconds=5).calendars()[0].name == "Ana"
    assert AuditEntry.objects.filter(verb="scheduling.connect_account", by=ana.user).count() == 1


def test_connected_microsoft_account_is_kept_with_the_token_of_today(
    ana: Person, microsoft: OAuthStandIn
) -> None:
    assert ana.connect("microsoft") == CONNECTED
    account = CalendarAccount.objects.get()
    assert (account.external_id, account.label) == ("outlook-id", "ana@outlook.example")
    assert {json.loads(unsealed(account.secret))["refresh_token"]} == microsoft.refresh
    assert service_of(account, seconds=5).calendars()[0].name == "Calendar"


def test_calendar_is_no_way_to_sign_in_and_its_tokens_lie_nowhere_else(
    ana: Person, google: OAuthStandIn
) -> None:
    ana.connect()
    assert (SocialAccount.objects.count(), SocialToken.objects.count()) == (0, 0)
    assert "refresh-1" not in json.dumps(dict(ana.session))
    assert "access-" not in json.dumps(dict(ana.session))
    assert ana.session["_auth_user_id"] == str(ana.user.pk)


def test_connecting_again_renews_what_was_lost(ana: Person, google: OAuthStandIn) -> None:
    ana.connect()
    CalendarAccount.objects.update(is_lost=True, secret="old")
    ana.connect()
    account = CalendarAccount.objects.get()
    assert not account.is_lost
    assert service_of(account, seconds=5).calendars()[0].is_main


def test_google_account_one_signs_in_with_oneself_can_be_connected(
    ana: Person, google: OAuthStandIn
) -> None:
    SocialAccount.objects.create(user=ana.user, provider="google", uid="google-id")
    assert ana.connect() == CONNECTED


def test_google_account_that_somebody_else_signs_in_with_is_refused(
    ana: Person, google: OAuthStandIn
) -> None:
    SocialAccount.objects.create(user=UserFactory(), provider="google", uid="google-id")
    words = "Nothing was connected: somebody else signs in with that Google account."
    assert ana.connect() == words
    assert not CalendarAccount.objects.exists()
    assert ana.session["_auth_user_id"] == str(ana.user.pk)


def test_box_that_was_unticked_is_told_and_nothing_is_kept(
    ana: Person, google: OAuthStandIn
) -> None:
    google.scopes = google.scopes.replace("https://www.googleapis.com/auth/calendar.freebusy", "")
    assert ana.connect() == (
        "Nothing was connected. Google was not allowed to let us do all that we need. Connect the"
        " account again, and leave every box ticked."
    )
    assert not CalendarAccount.objects.exists()


def test_box_that_was_unticked_leaves_what_was_connected_before(
    ana: Person, google: OAuthStandIn
) -> None:
    ana.connect()
    google.scopes = "openid"
    ana.connect()
    assert service_of(CalendarAccount.objects.get(), seconds=5).calendars()[0].is_main


def test_microsoft_may_write_out_its_scopes(ana: Person, microsoft: OAuthStandIn) -> None:
    microsoft.scopes = "https://graph.microsoft.com/calendars.readwrite openid"
    assert ana.connect("microsoft") == CONNECTED


def test_without_a_refresh_token_nothing_is_kept(
    ana: Person, google: OAuthStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = google.identity() | {"refresh_token": ""}
    monkeypatch.setattr(google, "identity", lambda: identity)
    assert ana.connect().startswith("Nothing was connected. We were let in only for an hour.")
    assert not CalendarAccount.objects.exists()


def test_refresh_token_that_opens_nothing_is_not_kept(ana: Person, google: OAuthStandIn) -> None:
    google.refresh.clear()
    assert ana.connect() == (
        "Nothing was connected. Google no longer lets us into this account. Connect it again."
    )
    assert not CalendarAccount.objects.exists()


def test_no_more_accounts_than_there_is_room_for(
    ana: Person, google: OAuthStandIn, now: Any
) -> None:
    for number in range(MOST_ACCOUNTS):
        CalendarAccount.objects.create(
            user=ana.user, kind="caldav", external_id=f"{number}", secret="x", created_at=now
        )
    assert "which is all there is room for" in ana.connect()
    assert CalendarAccount.objects.count() == MOST_ACCOUNTS


def test_second_click_on_the_way_back_does_nothing_more(ana: Person, google: OAuthStandIn) -> None:
    state = ana.go()["state"]
    ana.come_back(code="good-code", state=state)
    asked = len(google.asked)
    response = ana.come_back(code="good-code", state=state)
    assert (response.status_code, response.url) == (302, "/")
    assert said(response) == "That step was done before, or took too long. Start again if need be."
    assert len(google.asked) == asked
    assert CalendarAccount.objects.count() == 1


def disconnect(user: Any, now: Any) -> None:
    account = CalendarAccount.objects.get(user=user)
    disconnect_account(account, take_out=False, by=user, now=now)


def test_permission_goes_back_to_google_when_the_account_is_disconnected(
    ana: Person, google: OAuthStandIn, now: Any
) -> None:
    ana.connect()
    disconnect(ana.user, now)
    assert google.refresh == set()
    assert not CalendarAccount.objects.exists()


def test_permission_stays_while_somebody_else_has_opened_the_same_account(
    ana: Person, google: OAuthStandIn, now: Any
) -> None:
    ana.connect()
    other = Person(UserFactory())
    other.connect()
    disconnect(ana.user, now)
    assert google.refresh == {"refresh-1"}
    assert service_of(CalendarAccount.objects.get(), seconds=5).calendars()[0].is_main


@pytest.mark.parametrize("is_readable", [True, False])
def test_account_is_disconnected_though_google_is_away(
    ana: Person, google: OAuthStandIn, settings: Any, now: Any, is_readable: bool
) -> None:
    ana.connect()
    if not is_readable:
        CalendarAccount.objects.update(secret="by a key of before")
    settings.GOOGLE_REVOKE_URL = "http://127.0.0.1:9/revoke"
    disconnect(ana.user, now)
    assert not CalendarAccount.objects.exists()


@pytest.mark.parametrize("state", ["", "x" * 16, "../../etc"])
def test_way_back_that_nobody_began_connects_nothing(
    ana: Person, google: OAuthStandIn, state: str
) -> None:
    ana.come_back(code="good-code", state=state)
    assert not CalendarAccount.objects.exists()
    assert google.asked == []


def test_state_of_one_person_is_of_no_use_to_another(ana: Person, google: OAuthStandIn) -> None:
    state = ana.go()["state"]
    stranger = Person(UserFactory())
    stranger.come_back(code="good-code", state=state)
    assert not CalendarAccount.objects.exists()


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_who_became_somebody_else_on_the_way_connects_nothing(
    ana: Person, google: OAuthStandIn, is_signed_in: bool
) -> None:
    state = ana.go()["state"]
    session = ana.session
    if is_signed_in:
        session["socialaccount_states"][state][0]["data"]["calendar_of"] = UserFactory().pk
    else:
        del session["_auth_user_id"]
    session.save()
    response = ana.come_back(code="good-code", state=state)
    assert said(response) == "Nothing was connected. Sign in, then start again."
    assert not CalendarAccount.objects.exists()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("error", ["access_denied", "server_error"])
def test_who_says_no_comes_back_to_their_calendars(
    ana: Person, google: OAuthStandIn, error: str
) -> None:
    state = ana.go()["state"]
    response = ana.come_back(error=error, state=state)
    assert (response.status_code, response.url) == (302, "/calendars/")
    assert said(response) == "Nothing was connected: Google did not confirm it."


def test_who_says_no_to_signing_in_still_reads_the_page_about_that(google: OAuthStandIn) -> None:
    visitor = Client()
    url = visitor.post("/accounts/google/login/").url
    state = parse_qs(urlsplit(url).query)["state"][0]
    query = {"error": "access_denied", "state": state}
    response = visitor.get("/accounts/google/login/callback/", query)
    assert response.url == reverse("socialaccount_login_cancelled")


def test_google_that_takes_no_code_is_said_in_words(ana: Person, google: OAuthStandIn) -> None:
    response = ana.come_back(code="forged", state=ana.go()["state"])
    assert response.status_code == 502
    assert "That did not work" in response.content.decode()
    assert not CalendarAccount.objects.exists()


def test_button_stands_there_only_with_keys(
    ana: Person, google: OAuthStandIn, settings: Any
) -> None:
    text = ana.get("/calendars/").content.decode()
    assert "Connect Google Calendar" in text
    assert "Outlook or Microsoft 365" not in text
    assert ana.post(MICROSOFT).status_code == 404
    settings.SOCIAL_KEYS = {"google": ("", ""), "microsoft": ("", "")}
    assert "Connect an account" not in ana.get("/calendars/").content.decode()
    assert ana.post(GOOGLE).status_code == 404


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda person: person.get(GOOGLE), 405),
        (lambda person: person.post("/calendars/sign-in/github/"), 404),
        (lambda person: person.post("/calendars/sign-in/caldav/"), 404),
        (lambda person: Client().post(GOOGLE), 302),
        (lambda person: Client(enforce_csrf_checks=True).post(GOOGLE), 403),
    ],
)
def test_only_whoever_is_signed_in_sets_out_and_only_to_these(
    ana: Person, google: OAuthStandIn, ask: Callable[[Person], Any], status: int
) -> None:
    response = ask(ana)
    assert response.status_code == status
    assert "google.com" not in response.headers.get("Location", "")
