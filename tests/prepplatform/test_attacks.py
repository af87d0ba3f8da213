"""What somebody who means harm sends, at every address at once.

What belongs to one page is tested with that page; hostile text has a file of its own.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from jobs.models import Job
from tests.cohorts.factories import CohortFactory
from tests.factories import UserFactory
from tests.feedback.builders import posted
from tests.prepplatform.addresses import ROLES, World, addresses, every_pattern
from tests.prepplatform.test_every_url import ACCESS

pytestmark = pytest.mark.walk

EVIL = (
    *("//evil.example", "https://evil.example/", "http:///evil.example", "/\\evil.example"),
    *("\\\\evil.example", "javascript:alert(1)", "////evil.example", "https:evil.example"),
    *(
        "\t//evil.example",
        " //evil.example",
        "/\t/evil.example",
        "http://127.0.0.1:8000@evil.example",
    ),
)

FORM = "application/x-www-form-urlencoded"
UNWELL = {"jobs_health"}  # 503 here: nobody does the jobs of these tests

# A browser's own doings, which a page that only shows something may write too.
_OF_THE_BROWSER = ("django_session", "usersessions_usersession")


def client_of(user: User | None, **options: Any) -> Client:
    client = Client(**options)
    if user is not None:
        client.force_login(user)
    return client


# The ledger of who has seen which question, written when it is shown; twice changes nothing.
NOTED = "INSERT INTO interviews_exposure"


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that change a row of ours, without those rolled back; undone at the end."""
    statements: list[str] = []
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        yield statements
        reached: dict[str, int] = {}  # savepoint: how many statements there were
        for query in queries:
            sql = query["sql"].replace('"', "")
            if sql.startswith("SAVEPOINT "):
                reached[sql.removeprefix("SAVEPOINT ")] = len(statements)
            elif sql.startswith("ROLLBACK TO SAVEPOINT "):
                del statements[reached[sql.removeprefix("ROLLBACK TO SAVEPOINT ")] :]
            elif _is_a_change(sql):
                statements.append(sql)
        transaction.set_rollback(True)


# Kept of a look at people's calendars elsewhere, whatever then becomes of the acceptance.
_OF_A_LOOK = "UPDATE scheduling_calendarsource SET "


def _is_a_change(sql: str) -> bool:
    is_change = sql.startswith(("INSERT", "UPDATE", "DELETE")) and not sql.startswith(_OF_A_LOOK)
    return is_change and not any(f" {table} " in sql for table in _OF_THE_BROWSER)


# --- Other sites -----------------------------------------------------------------------------


def test_every_post_without_a_token_is_refused(world: World) -> None:
    client = client_of(world.people["owner"], enforce_csrf_checks=True)
    answers = {name: client.post(world.address(name)).status_code for name in addresses()}
    by_token = {
        "google_login_by_token": 404,  # has a double-submitted token of its own; no keys
        "mail_off": 404,  # mail programs post to it (RFC 8058); the address is the token
        "mail_inbound": 404,  # mail servers post to it, signed; not set up here
    }
    assert answers == dict.fromkeys(answers, 403) | by_token


def test_nothing_else_is_exempt_from_the_token() -> None:
    exempt = {
        pattern.name
        for pattern in every_pattern().values()
        if getattr(pattern.callback, "csrf_exempt", False)
    }
    assert exempt == {"google_login_by_token", "mail_off", "mail_inbound"}


def test_a_token_is_not_enough_when_another_site_sends_it(client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(reverse("account_login"))
    token = strict.cookies["csrftoken"].value
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        response = strict.post(
            reverse("account_login"),
            {"csrfmiddlewaretoken": token},
            headers={"origin": origin},
        )
        assert response.status_code == 403


# --- Methods ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_changes_nothing_anywhere(world: World, method: str) -> None:
    for person in (world.people["owner"], world.people["coach"], None):
        client = client_of(person)
        for name in addresses():
            with written() as statements:
                getattr(client, method)(world.address(name))
            changes = [one for one in statements if not one.startswith(NOTED)]
            assert changes == [], (name, person)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_methods_of_no_form_are_refused_and_change_nothing(world: World, method: str) -> None:
    client = client_of(world.people["owner"])
    for name, who in ACCESS.items():
        with written() as statements:
            response = getattr(client, method)(world.address(name))
        assert response.status_code < 500, name
        assert statements == [], name
        if isinstance(who, frozenset) and not name.startswith("availability"):
            assert response.status_code in {404, 405}, name


# --- Objects of others -----------------------------------------------------------------------


def _valid_posts(world: World) -> dict[str, dict[str, Any]]:
    """What the people of each object could send with success."""
    today = timezone.localdate()
    return {
        "cohort_edit": {
            **{"name": "Taken over", "starts_date": today.isoformat()},
            "ends_date": (today + timedelta(days=30)).isoformat(),
        },
        "cohort_import": {"text": "email,name\nx@example.org,X", "confirm": "1"},
        "proposal_decline": {"why": "time", "reason": "no"},
        "session_cancel": {"reason": "no"},
        "session_meeting_url": {"meeting_url": "https://evil.example/room"},
        "story": {"title": "Taken over", "revision": "0"},
        "report_share": {"parts": ["levels"], "days": "7"},
        "review": posted("self"),
        "review_autosave": posted("self"),
    }


def test_valid_posts_to_objects_of_others_change_nothing(world: World) -> None:
    posts = _valid_posts(world)
    tried = 0
    for name, may in ACCESS.items():
        if not isinstance(may, frozenset):
            continue
        for role in set(ROLES) - may:
            client = client_of(world.people[role])
            with written() as statements:
                response = client.post(world.address(name), posts.get(name, {}))
            assert response.status_code in {404, 405}, (name, role)
            assert statements == [], (name, role)
            tried += 1
    assert tried > 50


def test_the_same_posts_by_their_people_do_change_something(world: World) -> None:
    for name, data in _valid_posts(world).items():
        may = ACCESS[name]
        assert isinstance(may, frozenset)
        client = client_of(world.people[min(may)])
        with written() as statements:
            client.post(world.address(name), data)
        assert statements != [], name


def test_a_coach_cannot_remove_or_name_people_of_another_cohort(world: World) -> None:
    coach, owner = world.people["coach"], world.people["owner"]
    outsider = UserFactory()
    other = CohortFactory(coach=UserFactory(), members=[outsider])
    mine = world.arguments["cohort"]
    client = client_of(coach)
    mixed = [
        mine | {"member_id": outsider.public_id},
        {"public_id": other.public_id, "member_id": outsider.public_id},
        {"public_id": other.public_id, "member_id": owner.public_id},
    ]
    for arguments in mixed:
        with written() as statements:
            url = reverse("cohort_remove_member", kwargs=arguments)
            assert client.post(url).status_code == 404
        assert statements == []
    page = client.get(reverse("cohort_sessions", kwargs=mine), {"member": outsider.public_id})
    assert outsider.profile.pseudonym not in page.content.decode()


# --- Addresses to go on to -------------------------------------------------------------------


@pytest.mark.parametrize("target", EVIL)
def test_no_step_leads_off_the_site(db, target: str) -> None:
    for name in ("account_login", "account_signup", "account_logout"):
        page = Client().get(reverse(name), {"next": target})
        assert "evil" not in page.get("Location", ""), name
    user = UserFactory()
    for name, data in (
        ("account_reauthenticate", {"password": "correct horse battery"}),
        ("account_logout", {}),
        ("onboarding", {}),
    ):
        answer = client_of(user).post(reverse(name), {**data, "next": target})
        assert "evil" not in answer.get("Location", ""), name
        assert "alert" not in answer.get("Location", ""), name


def test_the_address_itself_leads_nowhere_else(client) -> None:
    for path in ("/%5Cevil.example/", "/%2F%2Fevil.example/", "/x/..//evil.example"):
        answer = client.get(path)
        assert (answer.status_code, answer.get("Location")) == (404, None)


# --- Too much, and garbage -------------------------------------------------------------------


def test_a_body_of_fifty_megabytes_is_refused(world: World) -> None:
    client = client_of(world.people["owner"])
    answer = client.post(
        reverse("profile"),
        b"pseudonym=" + b"x" * 50_000_000,
        content_type=FORM,
    )
    assert answer.status_code in {400, 413}


def test_ten_thousand_fields_are_refused(world: World) -> None:
    client = client_of(world.people["owner"])
    many = "&".join(f"f{n}=x" for n in range(10_000))
    assert client.post(reverse("profile"), many, content_type=FORM).status_code == 400
    assert client.get(f"{reverse('partners')}?{many}").status_code == 400


def test_fifty_megabytes_as_a_list_of_people_are_answered_in_words(world: World) -> None:
    client = client_of(world.people["coach"])
    with written() as statements:
        answer = client.post(
            world.address("cohort_import"),
            {"file": SimpleUploadedFile("people.csv", b"email,name\n" + b"x" * 50_000_000)},
        )
    assert (answer.status_code, statements) == (200, [])
    assert answer.context["form"].errors != {}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"\xff\xfe\x00"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="\x00'),
        ("application/x-www-form-urlencoded; charset=none-such", b"login=%ff"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"login=%00"),
        ("application/json", b"{"),
        ("", b"\x00"),
    ],
)
def test_bodies_that_are_no_form_break_nothing(world: World, content_type: str, body: bytes):
    client = client_of(world.people["owner"])
    for name in set(addresses()) - UNWELL:
        with written() as statements:
            answer = client.generic("POST", world.address(name), body, content_type)
        assert answer.status_code < 500, name
        assert answer.status_code < 400 or statements == [], name


FIELDS = (
    *("pseudonym", "timezone", "language_1", "weekly_goal", "extra_time_percent"),
    *("accommodations", "paused_until_date", "level", "target_loop", "interview_date"),
    *("candidate_kinds", "interviewer_kinds", "volunteers_only", "next", "name", "starts_date"),
    *("ends_date", "code", "text", "confirm", "weekdays", "starts", "ends", "template"),
    *("source", "targets", "day", "until", "how", "start", "own_start", "mode"),
    *("proposer_kind", "partner_kind", "message", "reason", "meeting_url", "revision"),
    *("score_approach", "evidence_approach", "beats", "flag_silence", "where_silence"),
    *("recommendation", "takeaway_1", "drill", "helpful_clear", "comment", "email", "login"),
    *("note", "slug", "topic", "content", "with_variants", "from", "to", "side", "sort", "focus"),
    *("password", "password1", "page", "at", "kind", "member", "state", "attendance", "owed"),
)
GARBAGE = (
    *("a\x00b", "-1", "9" * 30, "1e400", "\ud83d", "x" * 20_000, "9999-12-31"),
    *("0001-01-01T00:00", "9999-12-31T23:59", "9999-12-31T23:59:59-12:00"),
)


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: ascii(text)[:24])
def test_garbage_in_every_field_is_no_fault_of_ours_and_changes_nothing(
    world: World, garbage: str
) -> None:
    owner = world.people["owner"]
    profile = owner.profile
    profile.timezone = "Pacific/Kiritimati"  # UTC+14: the ends of the calendar are near
    profile.save()
    data = urlencode(dict.fromkeys(FIELDS, garbage.encode("utf-8", "surrogatepass")))
    clients = {role: client_of(User.objects.get(pk=world.people[role].pk)) for role in ROLES}
    for name in set(addresses()) - UNWELL:
        may = ACCESS[name]
        client = clients[min(may)] if isinstance(may, frozenset) else clients["owner"]
        url = world.address(name)
        for send in (
            lambda client=client, url=url: client.get(f"{url}?{data}"),
            lambda client=client, url=url: client.generic("POST", url, data, FORM),
        ):
            with written() as statements:
                status = send().status_code
            assert status < 500, name
            assert status < 400 or statements == [], name


# --- Headers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "a b", "127.0.0.1@evil.example", "127.0.0.1.evil.example", "[::1", "é"]
)
def test_a_host_that_is_not_ours_gets_nothing(db, host: str) -> None:
    answer = Client().get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_a_forwarded_host_changes_no_address(client, db) -> None:
    for header in ("x-forwarded-host", "x-host", "x-original-url", "x-rewrite-url", "forwarded"):
        page = client.get(reverse("account_login"), headers={header: "evil.example"})
        assert (page.status_code, b"evil" in page.content) == (200, False)


async def _status(path: str, *headers: tuple[bytes, bytes]) -> int:
    """What the site answers to headers just as a server hands them on."""
    communicator = ApplicationCommunicator(
        get_asgi_application(),
        {
            **{"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http"},
            **{"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": ""},
            "headers": [(b"host", b"127.0.0.1"), *headers],
        },
    )
    await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
    status = (await communicator.receive_output(10))["status"]
    while (await communicator.receive_output(10)).get("more_body"):
        pass
    await communicator.wait(10)
    return status


@pytest.mark.django_db(transaction=True)
async def test_a_header_with_underscores_is_not_the_one_with_hyphens(settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert await _status("/loops/") == 301
    assert await _status("/loops/", (b"x-forwarded-proto", b"https")) == 200
    assert await _status("/loops/", (b"x_forwarded_proto", b"https")) == 301
    assert (
        await _status("/readiness/", (b"x-forwarded-proto", b"https"), (b"remote_user", b"1"))
        == 302
    )


# --- Failing ---------------------------------------------------------------------------------


def test_a_failure_tells_nothing_and_leaves_nothing(world: World, monkeypatch) -> None:
    secret = "connect to postgres://site:hunter2@10.0.0.7"

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(secret)

    # After the cancellation has written everything, while it still can be undone.
    monkeypatch.setattr("scheduling.actions.bookings.announce_cancellation", fail)
    client = client_of(world.people["owner"], raise_request_exception=False)
    jobs = Job.objects.count()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(world.address("session_cancel"), {"reason": "ill"})
    assert answer.status_code == 500
    assert any(query["sql"].startswith("UPDATE") for query in queries)
    page = answer.content.decode()
    for word in (secret, "hunter2", "Traceback", "RuntimeError", "Django", "/work", "settings"):
        assert word not in page
    assert Job.objects.count() == jobs
    assert client.get(world.address("session")).context["page"].session.state == "confirmed"


@pytest.mark.parametrize(
    ("path", "status"), [("/no-such-page/", 404), ("/cohorts/new/", 403), ("/?f=1", 400)]
)
def test_error_pages_reveal_no_workings(world: World, path: str, status: int) -> None:
    client = client_of(world.people["owner"])
    if status == 400:
        path = "/partners/?" + "&".join("f=1" for _ in range(1001))
    answer = client.get(path)
    assert answer.status_code == status
    page = answer.content.decode()
    for word in ("Traceback", "urlconf", "Django", "Exception", "DATA_UPLOAD", "site-packages"):
        assert word not in page
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


def test_json_errors_of_the_draft_hold_words_only(world: World) -> None:
    client = client_of(world.people["owner"])
    answer = client.post(
        world.address("review_autosave"), {"revision": "x"}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 400
    assert json.loads(answer.content).keys() == {"error", "revision"}
