"""Calendars are found whichever way a server leads to them.

The answers are written after those of the services that are named; none of them is asked here.
"""

from unittest.mock import patch

import pytest

from scheduling.fetching.addresses import Address, CannotFetch
from scheduling.fetching.exchange import NO_CONNECTION, Answer
from scheduling.remote.caldav.discovery import NO_CALENDARS_THERE
from scheduling.remote.caldav.service import CalDav
from scheduling.remote.caldav.web import ELSEWHERE
from scheduling.remote.contract import RemoteCalendar, RemoteProblem, SignInLost

NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
CALENDAR = "<resourcetype><collection/><C:calendar/></resourcetype>"
EVENTS = (
    '<C:supported-calendar-component-set><C:comp name="VEVENT"/>'
    "</C:supported-calendar-component-set>"
)
TASKS = EVENTS.replace("VEVENT", "VTODO")
READ_ONLY = (
    "<current-user-privilege-set><privilege><read/></privilege></current-user-privilege-set>"
)
WRITABLE = READ_ONLY.replace("<read/>", "<read/></privilege><privilege><write/>")


def response(href: str, *properties: str) -> str:
    found = f"<prop>{''.join(properties)}</prop><status>HTTP/1.1 200 OK</status>"
    return f"<response><href>{href}</href><propstat>{found}</propstat></response>"


def multistatus(*responses: str) -> Answer:
    return Answer(207, {}, f"<multistatus {NAMESPACES}>{''.join(responses)}</multistatus>".encode())


def principal(href: str) -> str:
    return f"<current-user-principal><href>{href}</href></current-user-principal>"


def home(href: str) -> str:
    return f"<C:calendar-home-set><href>{href}</href></C:calendar-home-set>"


def named(name: str) -> str:
    return f"<displayname>{name}</displayname>"


def status(code: int, **headers: str) -> Answer:
    return Answer(code, headers, b"")


def calendars(address: str, answers: dict[str, Answer]) -> list[RemoteCalendar]:
    """What is found behind `address`, where these answer and nobody else does."""

    def exchange(method: str, place: Address, **_: object) -> Answer:
        assert method == "PROPFIND"
        found = answers.get(place.url, status(404))
        if found.status == 0:
            raise CannotFetch(NO_CONNECTION)
        return found

    secret = {"address": address, "user": "ana", "password": "p"}
    with patch("scheduling.remote.caldav.web.exchange", exchange):
        return CalDav(secret, 20).calendars()


def test_icloud_keeps_calendars_at_a_host_of_its_own() -> None:
    there = "https://p42-caldav.icloud.com"
    answers = {
        "https://caldav.icloud.com/": multistatus(response("/", principal("/17/principal/"))),
        "https://caldav.icloud.com/17/principal/": multistatus(
            response("/17/principal/", home(f"{there}:443/17/calendars/"))
        ),
        f"{there}/17/calendars/": multistatus(
            response("/17/calendars/", "<resourcetype><collection/></resourcetype>"),
            response("/17/calendars/work/", CALENDAR, EVENTS, WRITABLE, named("Work")),
            response(
                "/17/calendars/inbox/",
                "<resourcetype><collection/><C:schedule-inbox/></resourcetype>",
                "<C:schedule-default-calendar-URL><href>/17/calendars/home/</href>"
                "</C:schedule-default-calendar-URL>",
            ),
            response("/17/calendars/home/", CALENDAR, EVENTS, WRITABLE, named("Home")),
            response("/17/calendars/tasks/", CALENDAR, TASKS, WRITABLE, named("Reminders")),
            response("/17/calendars/shared/", CALENDAR, EVENTS, READ_ONLY, named("Team")),
        ),
    }
    assert calendars("https://caldav.icloud.com", answers) == [
        RemoteCalendar(f"{there}/17/calendars/home/", "Home", can_write=True, is_main=True),
        RemoteCalendar(f"{there}/17/calendars/work/", "Work", can_write=True, is_main=False),
        RemoteCalendar(f"{there}/17/calendars/shared/", "Team", can_write=False, is_main=False),
    ]


NEXTCLOUD = "https://cloud.example.org/remote.php/dav/"
USER = "/remote.php/dav/principals/users/ana/"
CALENDARS = "/remote.php/dav/calendars/ana/"
OF_NEXTCLOUD = {
    NEXTCLOUD: multistatus(response("/remote.php/dav/", principal(USER))),
    f"https://cloud.example.org{USER}": multistatus(response(USER, home(CALENDARS))),
    f"https://cloud.example.org{CALENDARS}": multistatus(
        response(f"{CALENDARS}personal/", CALENDAR, EVENTS, WRITABLE, named("Persönlich"))
    ),
}


@pytest.mark.parametrize(
    ("address", "more"),
    [
        (NEXTCLOUD, {}),
        # The front page, with what RFC 6764 asks for set up, and without.
        (
            "https://cloud.example.org/",
            {
                "https://cloud.example.org/": status(302, location="https://login.example.com/"),
                "https://cloud.example.org/.well-known/caldav": status(301, location=NEXTCLOUD),
            },
        ),
        ("https://cloud.example.org", {"https://cloud.example.org/": status(405)}),
        (
            "https://example.org/",
            {"https://example.org/.well-known/caldav": status(301, location=NEXTCLOUD)},
        ),
        (f"https://cloud.example.org{USER}", {}),
    ],
)
def test_nextcloud_is_found_by_any_address_that_people_know(address, more) -> None:
    (found,) = calendars(address, OF_NEXTCLOUD | more)
    assert (found.ref, found.name) == (
        f"https://cloud.example.org{CALENDARS}personal/",
        "Persönlich",
    )


def test_an_address_of_a_calendar_is_enough() -> None:
    url = "https://dav.example.org/team/"
    answers = {url: multistatus(response("/team/", CALENDAR, READ_ONLY))}
    assert calendars(url, answers) == [RemoteCalendar(url, "team", can_write=False, is_main=True)]


def test_a_home_with_a_stranger_does_not_get_the_password() -> None:
    answers = {
        "https://dav.example.org/": multistatus(response("/", principal("/ana/"))),
        "https://dav.example.org/ana/": multistatus(
            response("/ana/", home("https://evil.example/calendars/"))
        ),
        "https://evil.example/calendars/": multistatus(response("/a/", CALENDAR)),
    }
    with pytest.raises(RemoteProblem) as caught:
        calendars("https://dav.example.org/", answers)
    assert str(caught.value) == ELSEWHERE


def test_one_calendar_with_a_stranger_is_left_out_alone() -> None:
    answers = {
        "https://dav.example.org/": multistatus(response("/", home("/home/"))),
        "https://dav.example.org/home/": multistatus(
            response("https://evil.example/a/", CALENDAR),
            response("http://[", CALENDAR),
            response("/home/my%20own/", CALENDAR, named(" A\n\u202eB " + "x" * 100)),
        ),
    }
    (found,) = calendars("https://dav.example.org/", answers)
    assert found.ref == "https://dav.example.org/home/my%20own/"
    assert len(found.name) == 60


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, NO_CALENDARS_THERE),
        ({"https://dav.example.org/": Answer(200, {}, b"<html>")}, NO_CALENDARS_THERE),
        ({"https://dav.example.org/": multistatus(response("/"))}, NO_CALENDARS_THERE),
        ({"https://dav.example.org/": multistatus()}, NO_CALENDARS_THERE),
        ({"https://dav.example.org/": status(0)}, NO_CONNECTION),
    ],
)
def test_what_is_no_calendar_server_is_said(answers, words) -> None:
    with pytest.raises(RemoteProblem) as caught:
        calendars("https://dav.example.org/", answers)
    assert str(caught.value) == words


def test_a_wrong_password_is_tried_once() -> None:
    with pytest.raises(SignInLost):
        calendars("https://dav.example.org/", {"https://dav.example.org/": status(401)})


def test_an_account_without_calendars_has_none() -> None:
    answers = {
        "https://dav.example.org/": multistatus(response("/", home("/home/"))),
        "https://dav.example.org/home/": multistatus(response("/home/")),
    }
    assert calendars("https://dav.example.org/", answers) == []
