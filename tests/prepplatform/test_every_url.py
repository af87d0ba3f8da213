"""Every address of the site, and who may reach it. An address that is not listed here fails.

The apps' own tests say what each page shows; this one makes sure that none was forgotten.
"""

import pytest
from channels.security.websocket import WebsocketDenier
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from prepplatform.asgi import nowhere
from room.routing import websocket_urlpatterns
from tests.prepplatform.addresses import ROLES, World, addresses, every_pattern

pytestmark = pytest.mark.walk

ANYONE = "anyone"  # a page for everybody
SIGN_IN = "sign-in"  # a step of signing in or up: answers as the step demands
SECRET = "secret"  # whoever knows the address; a wrong one is a 404
PERMISSION = "a permission"  # 403 without it
SIGNED_IN = "signed in"  # about the reader, or the same for everybody

# The people of an object: `owner` and `partner` hold a session together, `coach` is owner's,
# `editor` edits packets.
OWNER = frozenset({"owner"})
PARTNER = frozenset({"partner"})
COACH = frozenset({"coach"})
TWO = frozenset({"owner", "partner"})
TWO_AND_COACH = TWO | COACH
COHORT = frozenset({"owner", "coach"})
EDITOR = frozenset({"editor"})

ACCESS: dict[str, str | frozenset[str]] = {
    # prepplatform
    "health": ANYONE,
    "jobs_health": ANYONE,  # 503 here: nobody does the jobs of these tests
    "mailbox": ANYONE,  # these three in development only
    "mailbox_message": SECRET,
    "components": ANYONE,
    # dashboards
    "home": ANYONE,
    "sample_report": ANYONE,
    "interviewing": SIGNED_IN,
    "readiness": SIGNED_IN,
    "readiness_line": TWO,  # each reads their own
    "cohorts": SIGNED_IN,
    "cohort": COHORT,
    "cohort_export": COACH,
    "cohort_member": COACH,
    "cohort_sessions": COACH,
    "cohort_feedback": COACH,
    "cohort_rounds": COACH,
    "cohort_round": COACH,
    "cohort_round_rules": COACH,
    "cohort_round_run": COACH,
    "cohort_round_pair": COACH,
    "cohort_round_pair_release": COACH,
    "cohort_round_group": COACH,
    # cohorts
    "cohort_new": PERMISSION,  # cohorts.add_cohort: tests/cohorts
    "cohort_edit": COACH,
    "cohort_code": COACH,
    "cohort_import": COACH,
    "cohort_leave": COHORT,
    "cohort_remove_member": COACH,
    "join_cohort": SIGNED_IN,
    "join_cohort_by_code": SIGNED_IN,
    "cohort_invitation": SECRET,
    "invitation_resend": COACH,
    "invitation_withdraw": COACH,
    # room
    "room": TWO,
    "session_moment": TWO,
    # scheduling
    "availability": SIGNED_IN,
    "availability_week": SIGNED_IN,
    "availability_window": SIGNED_IN,
    "availability_window_remove": OWNER,
    "availability_limits": SIGNED_IN,
    "availability_template": SIGNED_IN,
    "availability_copy": SIGNED_IN,
    "availability_exception": SIGNED_IN,
    "availability_exception_remove": SIGNED_IN,
    "partners": SIGNED_IN,
    "partners_widen": SIGNED_IN,
    "partners_widen_undo": SIGNED_IN,
    "propose": SIGNED_IN,
    "proposals": SIGNED_IN,
    "proposals_finder": SIGNED_IN,
    "proposals_finder_want_again": OWNER,
    "proposal": TWO,
    "proposal_accept": OWNER,
    "proposal_decline": OWNER,
    "proposal_withdraw": PARTNER,
    "proposal_undo": TWO,
    "standby": SIGNED_IN,
    "standby_leave": SIGNED_IN,
    "standby_ask": SIGNED_IN,
    "waitlist": SIGNED_IN,
    "waitlist_leave": SIGNED_IN,
    "slot_wanted": OWNER,
    "sessions": SIGNED_IN,
    "session": TWO_AND_COACH,
    "session_cancel": TWO,
    "session_move": TWO,
    "session_in_calendar": TWO,
    "session_undo_cancel": TWO,
    "session_dispute": TWO,
    "disputes": SIGNED_IN,
    "dispute": TWO_AND_COACH,
    "dispute_agree": TWO,
    "dispute_decide": COACH,
    "dispute_take_back": TWO,
    "dispute_reopen": TWO_AND_COACH,
    "session_keep": TWO,
    "session_reconfirm": TWO,
    "session_meeting_url": TWO,
    "reconfirm_by_mail": SECRET,
    "answer_by_mail": SECRET,
    "mail_inbound": SECRET,
    "my_calendar": SIGNED_IN,
    "ledger": SIGNED_IN,
    "calendar": SIGNED_IN,
    "calendar_revoke": SIGNED_IN,
    "calendar_feed": SECRET,
    "calendars": SIGNED_IN,
    "calendar_sign_in": SIGNED_IN,
    "calendars_file": SIGNED_IN,
    "calendar_account": OWNER,
    "calendar_account_connect": SIGNED_IN,
    "calendar_account_disconnect": OWNER,
    "source_refresh": OWNER,
    "source_remove": OWNER,
    # practice
    "stories": SIGNED_IN,
    "stories_new": SIGNED_IN,
    "story": OWNER,
    "story_delete": OWNER,
    "story_restore": OWNER,
    "story_rounds": OWNER,
    "session_told": OWNER,  # the candidate of a behavioural round
    "checklist": SIGNED_IN,
    # feedback
    "session_feedback": TWO,
    "review": OWNER,
    "review_autosave": OWNER,
    "review_edit": OWNER,
    "review_edit_draft": OWNER,
    "review_edit_discard": OWNER,
    "reports": SIGNED_IN,
    "report": TWO_AND_COACH,
    "report_download": TWO_AND_COACH,
    "report_share": OWNER,  # the candidate of the leg
    "share_revoke": OWNER,
    "shared_report": SECRET,
    "report_carry": OWNER,
    "report_thank": TWO,  # each for what the other wrote
    "report_reply": TWO,
    "report_dispute": COHORT,
    "report_dispute_decide": COACH,
    "report_dispute_reopen": COACH,
    "disputed_reports": SIGNED_IN,
    "rater_flags": COACH,
    "rater_flag": COACH,  # about owner, who is not told: tests/feedback/views/test_flags.py
    "rater_flag_decide": COACH,
    "rater_flag_take_back": COACH,
    # interviews
    "onboarding": SIGNED_IN,
    "preparation": SIGNED_IN,
    "prepare": TWO,  # the interviewers of a swap: tests/interviews/test_prepare.py
    "prepare_print": TWO,
    "prepare_check": TWO,
    "loops": ANYONE,
    "loop": ANYONE,  # 404 here: there is none
    **dict.fromkeys(
        (
            *(
                "library",
                "library_statistics",
                "library_coverage",
                "library_packet",
                "library_version",
            ),
            *("library_diff", "packet_retire", "packet_restore", "packet_leaked", "packet_fork"),
            *("library_export", "library_export_all", "library_import"),
            *("drafts", "draft", "draft_new", "draft_edit", "draft_check", "draft_submit"),
            *("draft_withdraw", "draft_review", "draft_run", "draft_carry", "draft_discard"),
            *("draft_reopen", "draft_export"),
        ),
        EDITOR,
    ),
    # accounts
    "profile": SIGNED_IN,
    "mail_choices": SIGNED_IN,
    "mail_off": SECRET,
    "privacy": SIGNED_IN,
    "privacy_export": SIGNED_IN,
    "privacy_erase": SIGNED_IN,
    # allauth
    **dict.fromkeys(
        (
            *("account_login", "account_logout", "account_inactive", "account_signup"),
            *("account_email_verification_sent", "account_confirm_login_code"),
            *("account_reset_password", "account_reset_password_done"),
            *("account_reset_password_from_key_done", "mfa_authenticate", "mfa_login_webauthn"),
            *("socialaccount_login_cancelled", "socialaccount_login_error"),
            *("socialaccount_signup", "google_login", "google_callback", "google_login_by_token"),
            *("github_login", "github_callback", "openid_connect_login", "openid_connect_callback"),
            *("microsoft_login", "microsoft_callback"),
            *(f"accounts/social/{step}/" for step in ("login/cancelled", "login/error", "signup")),
            "accounts/social/connections/",
        ),
        SIGN_IN,
    ),
    "account_confirm_email": SECRET,
    "account_reset_password_from_key": SECRET,
    **dict.fromkeys(
        (
            *("account_reauthenticate", "account_email", "account_change_password"),
            *("account_set_password", "mfa_index", "mfa_reauthenticate", "mfa_activate_totp"),
            *("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
            *("mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn"),
            *("mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn"),
            *("socialaccount_connections", "usersessions_list"),
        ),
        SIGNED_IN,
    ),
}


def test_the_room_and_its_documents_are_the_only_sockets() -> None:
    # who gets in: tests/room/test_consumers.py and tests/room/relay/test_access.py
    names = [pattern.name for pattern in websocket_urlpatterns]
    assert names == ["room_socket", "document_socket"]
    assert nowhere.callback.consumer_class is WebsocketDenier  # any other address


# One world for all addresses of a test: to build it costs more than to ask.


def _named(*kinds: str) -> list[str]:
    return [name for name, who in ACCESS.items() if who in kinds]


def _answer(client: Client, method: str, address: str) -> HttpResponse:
    """What the site answers; whatever that changes is undone."""
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    return response


def _statuses(address: str, *, user: User | None) -> dict[str, int]:
    """What GET and an empty POST answer."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return {method: _answer(client, method, address).status_code for method in ("get", "post")}


def test_every_address_is_listed() -> None:
    assert set(addresses()) == set(ACCESS)


def test_open_pages_answer_everybody(world: World) -> None:
    names = _named(ANYONE)
    found = {name: _answer(Client(), "get", world.address(name)).status_code for name in names}
    assert found == dict.fromkeys(names, 200) | {"loop": 404, "jobs_health": 503}


def test_open_pages_take_no_form(world: World) -> None:
    names = _named(ANYONE)
    found = {name: _answer(Client(), "post", world.address(name)).status_code for name in names}
    assert found == dict.fromkeys(names, 405)


@pytest.mark.parametrize("role", [*ROLES, None])
def test_head_answers_as_get_without_the_page(world: World, role: str | None) -> None:
    client = Client()
    if role is not None:
        client.force_login(world.people[role])
    wrong = {}
    for name in ACCESS:
        got = _answer(client, "get", world.address(name))
        head = _answer(client, "head", world.address(name))
        statuses = (got.status_code, head.status_code)
        if statuses[0] != statuses[1] or not (head.streaming or head.content == b""):
            wrong[name] = statuses
    assert wrong == {}


def test_steps_and_secret_addresses_never_break(world: World) -> None:
    names = _named(SECRET, SIGN_IN)
    found = {name: _statuses(world.address(name), user=None) for name in names}
    assert {name: s for name, s in found.items() if max(s.values()) >= 500} == {}


def test_anonymous_readers_are_asked_to_sign_in(world: World) -> None:
    sign_in = reverse("account_login")
    wrong = {}
    for name in set(ACCESS) - set(_named(ANYONE, SIGN_IN, SECRET)):
        found = []
        for method in ("get", "post"):
            answer = _answer(Client(), method, world.address(name))
            is_asked = answer.status_code == 302 and answer["Location"].startswith(sign_in)
            found.append("asked" if is_asked else answer.status_code)
        if "asked" not in found or not set(found) <= {"asked", 405}:
            wrong[name] = found
    assert wrong == {}


def test_signed_in_pages_answer_their_reader(world: World) -> None:
    client = Client()
    client.force_login(world.people["owner"])
    wrong = {}
    for name in _named(SIGNED_IN):
        status = _answer(client, "get", world.address(name)).status_code
        # 405: a form's target only; 404: recovery codes and such of somebody who has none
        if status not in ({200, 302, 404} if name.startswith("mfa_") else {200, 302, 405}):
            wrong[name] = status
    assert wrong == {}


def test_pages_behind_a_permission_refuse_those_without_it(world: World) -> None:
    for name in _named(PERMISSION):
        for role, person in world.people.items():
            statuses = _statuses(world.address(name), user=person)
            assert statuses == {"get": 403, "post": 403}, (name, role)


def _is_right(statuses: dict[str, int], *, may: bool) -> bool:
    if may:
        return statuses["get"] in {200, 302, 405}
    return (
        404 in statuses.values()
        # A form's target may send those who open it to the page of the form.
        and statuses["get"] in {404, 405, 302}
        and statuses["post"] in {404, 405}
    )


@pytest.mark.parametrize("role", ROLES)
def test_objects_answer_their_people_and_nobody_else(world: World, role: str) -> None:
    objects = {name: who for name, who in ACCESS.items() if isinstance(who, frozenset)}
    found = {name: _statuses(world.address(name), user=world.people[role]) for name in objects}
    assert {
        name: statuses
        for name, statuses in found.items()
        if not _is_right(statuses, may=role in objects[name])
    } == {}
    assert len(objects) > 25


def test_admin_sends_everybody_but_staff_to_its_sign_in(world: World) -> None:
    assert "admin/" in every_pattern()
    for user in (None, world.people["owner"], world.people["coach"]):
        client = Client()
        if user is not None:
            client.force_login(user)
        for path in ("/admin/", "/admin/jobs/job/", "/admin/accounts/user/"):
            response = client.get(path)
            assert response.status_code == 302
            assert "login" in response["Location"]
