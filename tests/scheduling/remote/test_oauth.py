"""Tokens and refusals, at Google's and Microsoft's stand-ins alike."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from scheduling.fetching.exchange import NOT_UNDERSTOOD
from scheduling.remote.contract import (
    CalendarService,
    Gone,
    RemoteProblem,
    SignInLost,
    TryLater,
)
from tests.scheduling.http_server import redirect, serving
from tests.scheduling.remote.google.there import GoogleThere, google_there
from tests.scheduling.remote.microsoft.there import MicrosoftThere, microsoft_there
from tests.scheduling.remote.there import entry
from tests.standins.oauth_stand_in import Said

Cloud = GoogleThere | MicrosoftThere


@pytest.fixture(params=["google", "microsoft"])
def cloud(request: pytest.FixtureRequest, settings: Any) -> Iterator[Cloud]:
    world = {"google": google_there, "microsoft": microsoft_there}[request.param]
    with world(settings) as there:
        yield there


def opened(cloud: Cloud, **secret: str) -> CalendarService:
    service = cloud.open()
    service.client.secret |= secret
    return service


def renewals(cloud: Cloud) -> int:
    return sum(asked.path == "/token" for asked in cloud.stand_in.asked)


def why_not(cloud: Cloud) -> RemoteProblem:
    with pytest.raises(RemoteProblem) as problem:
        cloud.open().calendars()
    return problem.value


def test_token_that_is_about_to_end_is_renewed_beforehand(cloud: Cloud) -> None:
    service = opened(cloud, expires_at=str(int(time.time()) + 50))
    before = service.secret["access_token"]
    service.calendars()
    assert cloud.stand_in.asked[0].path == "/token"
    assert renewals(cloud) == 1
    assert service.secret["access_token"] != before
    assert int(service.secret["expires_at"]) > time.time() + 3000


def test_token_that_still_lasts_is_not_renewed(cloud: Cloud) -> None:
    cloud.open().calendars()
    assert renewals(cloud) == 0


def test_refused_token_is_renewed_once_and_the_question_asked_again(cloud: Cloud) -> None:
    service = opened(cloud, access_token="revoked")
    assert len(service.calendars()) == 2
    assert renewals(cloud) == 1


def test_token_that_is_refused_though_it_is_new_means_that_the_sign_in_is_lost(
    cloud: Cloud,
) -> None:
    cloud.stand_in.lasts = 0
    with pytest.raises(SignInLost):
        cloud.open().calendars()
    assert renewals(cloud) == 1


def test_permission_that_was_taken_back_means_that_the_sign_in_is_lost(cloud: Cloud) -> None:
    service = opened(cloud, access_token="revoked", refresh_token="revoked")
    with pytest.raises(SignInLost) as lost:
        service.calendars()
    name = service.client.provider.name
    assert str(lost.value) == f"{name} no longer lets us into this account. Connect it again."


def test_refresh_token_of_today_is_kept_where_the_service_changes_it(cloud: Cloud) -> None:
    service = opened(cloud, expires_at="0")
    service.calendars()
    again = type(service)(dict(service.secret) | {"expires_at": "0"}, 5.0)
    assert len(again.calendars()) == 2


def test_wrong_keys_of_the_site_lose_nobodys_sign_in(cloud: Cloud, settings: Any) -> None:
    kind = cloud.open().client.provider.kind
    settings.SOCIAL_KEYS = {kind: ("other", "wrong")}
    with pytest.raises(RemoteProblem) as problem:
        opened(cloud, expires_at="0").calendars()
    assert type(problem.value) is RemoteProblem
    assert "does not accept this site’s own keys" in str(problem.value)


@pytest.mark.parametrize("status", [429, 503])
def test_service_that_asks_to_wait_is_not_asked_before_that(cloud: Cloud, status: int) -> None:
    cloud.stand_in.next = [Said(status, {}, {"Retry-After": "120"})]
    problem = why_not(cloud)
    assert isinstance(problem, TryLater)
    assert problem.after == timedelta(minutes=2)
    assert len(cloud.stand_in.asked) == 1


def test_renewal_that_is_asked_to_wait_waits(cloud: Cloud) -> None:
    cloud.stand_in.next = [Said(429, {"error": "temporarily_unavailable"}, {"Retry-After": "7"})]
    with pytest.raises(TryLater) as later:
        opened(cloud, expires_at="0").calendars()
    assert later.value.after == timedelta(seconds=7)


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"])
def test_google_says_403_when_it_is_asked_too_often(settings: Any, reason: str) -> None:
    with google_there(settings) as there:
        there.stand_in.next = [Said(403, there.stand_in.error(reason, 403))]
        assert type(why_not(there)) is TryLater


def test_scope_that_was_not_granted_asks_to_connect_again(settings: Any) -> None:
    with google_there(settings) as there:
        there.stand_in.next = [Said(403, there.stand_in.error("insufficientPermissions", 403))]
        problem = why_not(there)
    assert type(problem) is SignInLost
    assert "leave every box ticked" in str(problem)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (403, RemoteProblem, "does not allow us to do that in this calendar."),
        (404, Gone, "has it no longer, or no longer for this account."),
        (410, Gone, "has it no longer, or no longer for this account."),
        (500, RemoteProblem, "has a problem of its own (500)."),
        (418, RemoteProblem, "answered with 418, which we did not expect."),
    ],
)
def test_every_refusal_is_said_in_words(
    cloud: Cloud, status: int, kind: type[RemoteProblem], words: str
) -> None:
    cloud.stand_in.next = [Said(status, cloud.stand_in.error("other", status))]
    problem = why_not(cloud)
    assert type(problem) is kind
    assert str(problem).endswith(words)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "text",
        {},
        {"items": None, "value": None},
        {"items": 5, "value": 5},
        {"items": [{}], "value": [{}]},
        {"items": ["x"], "value": ["x"]},
        {"items": [{"id": 3}], "value": [{"name": 3}]},
        {"items": [], "value": [], "nextPageToken": {}, "@odata.nextLink": 7},
    ],
)
@pytest.mark.parametrize("is_token", [True, False])
def test_answers_of_another_shape_end_in_a_problem_or_an_empty_list(
    cloud: Cloud, data: Any, is_token: bool
) -> None:
    cloud.stand_in.next = [Said(200, data)]
    service = opened(cloud, **({"expires_at": "0"} if is_token else {}))
    found: object = None
    try:
        found = service.calendars()
    except RemoteProblem as problem:
        found = str(problem)
    assert found in ([], NOT_UNDERSTOOD)


def test_pages_without_an_end_are_given_up(cloud: Cloud) -> None:
    link = f"{cloud.stand_in.url}/v1.0/me/calendars?$skip=0"
    page = {"items": [], "value": [], "nextPageToken": "0", "@odata.nextLink": link}
    cloud.stand_in.next = [Said(200, page)] * 50
    assert "more in this calendar than we can read" in str(why_not(cloud))
    assert len(cloud.stand_in.asked) <= 41


def test_redirect_is_not_followed(cloud: Cloud, settings: Any) -> None:
    with serving() as elsewhere, serving() as door:
        door.handle = redirect(elsewhere.url)
        settings.FETCH_ALLOW = [elsewhere.allow, door.allow]
        settings.GOOGLE_CALENDAR_URL = settings.MICROSOFT_GRAPH_URL = door.url
        assert "answered with 302" in str(why_not(cloud))
        assert elsewhere.requests == []


def test_no_token_address_or_id_is_in_an_error_or_a_log(
    cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    marker = "marker-in-a-secret"
    copy = cloud.open().create(cloud.calendar, entry())
    said = [Said(status, cloud.stand_in.error("x" * 90, status)) for status in (400, 403, 404, 500)]
    said += [Said(400, {"error": marker, "error_description": marker}), Said(200, [marker])]
    problems = []
    for answer in said:
        cloud.stand_in.next = [answer]
        service = opened(cloud, refresh_token=marker, expires_at="0")
        with pytest.raises(RemoteProblem) as problem:
            service.calendars()
        problems.append(problem.value)
        cloud.stand_in.next = [answer]
        with pytest.raises(RemoteProblem) as problem:
            cloud.open().update("marker-in-a-calendar", entry(), copy)
        problems.append(problem.value)
    for problem in problems:
        assert problem.__cause__ is None
        assert "marker" not in f"{problem}{problem.__context__}"
    assert "marker" not in caplog.text
    assert "127.0.0.1" not in caplog.text
    assert copy.ref not in caplog.text


def test_permission_is_given_back_where_there_is_a_way(settings: Any) -> None:
    with google_there(settings) as there:
        there.open().client.revoke()
        assert there.stand_in.refresh == set()
        with pytest.raises(SignInLost):
            opened(there, expires_at="0").calendars()


def test_microsoft_has_no_way_to_give_one_permission_back(settings: Any) -> None:
    with microsoft_there(settings) as there:
        there.open().client.revoke()
        assert there.stand_in.asked == []
