"""Cases 50 and 51: an export holds all that is one's own, and an erasure leaves nothing of it.

A person lives a whole life on the site through its real actions, with words planted in it that
occur nowhere else. Then every column of every table is searched for them, models or not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.sessions.models import Session as BrowserSession
from django.core.mail import EmailMultiAlternatives
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client
from django.urls import reverse
from pycrdt import Doc, Text

from accounts.actions.erasure import erase_account
from accounts.actions.mail_choices import turn_off_mail
from accounts.domain.mail_kinds import KIND_BY_NAME
from accounts.models import User
from accounts.notifications import queue_account_mail
from accounts.privacy import export_of
from cohorts.actions.cohorts import make_cohort
from cohorts.actions.invitations import accept_invitation, invite_people
from cohorts.domain.roster import read_roster
from cohorts.models import Cohort, Invitation, Membership
from cohorts.queries.invitations import invitation_token
from common.tokens import hash_token
from feedback.actions.disputes import dispute_review
from feedback.actions.edit_drafts import save_edit
from feedback.actions.moments import note_moment
from feedback.actions.readiness import refit_readiness
from feedback.actions.responses import reply_to
from feedback.actions.reviews import save_draft, submit_review
from feedback.actions.shares import share_report
from feedback.domain.answers import Answers, Mark
from feedback.models import Review
from interviews.actions.attendance import close_session
from interviews.actions.disputes import dispute_mark
from interviews.actions.sessions import reconfirm_session, set_meeting_url
from interviews.models import Session
from jobs.execution import run_due_jobs, run_job
from jobs.models import Job
from practice.actions.checklist import tick_line
from practice.actions.stories import delete_story
from practice.domain.specificity import Parts
from practice.models import Telling
from room.actions.documents import NewUpdate, append_updates, open_document
from room.actions.notes import add_note_update
from room.actions.visits import enter_room
from room.domain.documents import EDITOR, DocumentKey
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.calendar_accounts import connect_account
from scheduling.actions.feeds import make_feed
from scheduling.actions.proposals import decline_proposal, propose_move
from scheduling.actions.replies import take_mail
from scheduling.actions.sources import add_file
from scheduling.domain.declines import Why
from scheduling.models import AvailabilityException, BookingLimits, BusyOverlap, WrittenEvent
from scheduling.queries.replies import reply_mailbox
from tests.accounts.helpers import TOTP_SECRET, add_totp, reauthenticate, sign_in
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import form_of, full_answers, opened_session, submit, submit_all
from tests.feedback.flag_builders import flag_on
from tests.practice.builders import write
from tests.scheduling.calendar_mails import mail
from tests.scheduling.calendars import ics
from tests.scheduling.worlds import book, fill_catalogue, in_days, person, propose

pytestmark = pytest.mark.django_db
ADDRESS = "zelda.marker@example.org"
OLD_ADDRESS = "zelda.before@example.org"
PSEUDONYM = "Zelda Marker"


@dataclass
class Life:
    """Somebody with rows in every table, and what must never outlive them."""

    user: User
    partner: User
    stranger: User
    markers: list[str] = field(default_factory=list)  # nowhere in the database afterwards
    tokens: list[str] = field(default_factory=list)  # open something: nor in an export

    def words(self, name: str) -> str:
        """Words of theirs that occur nowhere else."""
        marker = f"zelda-wrote-{name}"
        self.markers.append(marker)
        return marker


@pytest.fixture
def life(client: Client, now: datetime) -> Life:
    fill_catalogue(packets=6)
    life = Life(
        user=person(email=ADDRESS, pseudonym=PSEUDONYM, timezone="Asia/Kathmandu"),
        partner=person(email="the.partner@example.org", pseudonym="Patient Partner"),
        stranger=person(email="the.stranger@example.org", pseudonym="Silent Stranger"),
        markers=[ADDRESS, PSEUDONYM],
    )
    life.markers += [str(life.user.public_id), life.user.public_id.hex, life.user.password]
    _signs_in(life, client, now=now)
    _joins_cohorts(life, now=now)
    _books(life, now=now)
    _meets(life, now=now)
    _gives_feedback(life, now=now)
    _practises(life, now=now)
    _disputes(life, now=now)
    _is_written_to(life, now=now)
    return life


def _signs_in(life: Life, client: Client, *, now: datetime) -> None:
    sign_in(client, ADDRESS)
    add_totp(life.user)
    SocialAccount.objects.create(
        user=life.user, provider="github", uid="1", extra_data={"login": life.words("login")}
    )
    for flag, target in ((CHANGE, life.user), (DELETION, life.user.emailaddress_set.get())):
        LogEntry.objects.log_actions(
            life.stranger.pk, [target], flag, f"about {ADDRESS}", single_object=True
        )


def _joins_cohorts(life: Life, *, now: datetime) -> None:
    for name in ("First", "Second"):
        cohort = _cohort(name, coach=life.partner, now=now)
        lines = f"email,name\n{ADDRESS},{life.words(f'real-name-{name}')}"
        invite_people(cohort, roster=read_roster(lines), by=life.partner, now=now)
    job = Job.objects.filter(kind="cohorts.send_invitation").earliest("pk")
    token = invitation_token(job.arguments["nonce"])
    hashes = Invitation.objects.values_list("token_hash", flat=True)
    life.tokens += [token, *hashes]
    accept_invitation(token, user=life.user, now=now)
    place = Membership.objects.get(user=life.user)
    LogEntry.objects.log_actions(
        life.stranger.pk, [place], CHANGE, f"about {OLD_ADDRESS}", single_object=True
    )
    life.markers.append(OLD_ADDRESS)
    own = _cohort("Own", coach=life.user, now=now)
    roster = read_roster("email,name\nthe.stranger@example.org,Sibyl Stranger")
    invite_people(own, roster=roster, by=life.user, now=now)


def _cohort(name: str, *, coach: User, now: datetime) -> Cohort:
    today = now.date()
    dates = {"starts_date": today, "ends_date": today + timedelta(days=30)}
    return make_cohort(name=name, **dates, by=coach, now=now)


def _books(life: Life, *, now: datetime) -> None:
    user, partner = life.user, life.partner
    token = make_feed(user, now=now)
    life.tokens += [token, hash_token(token)]
    AvailabilityException.objects.create(user=user, date=now.date())
    BookingLimits.objects.create(user=user, notice_hours=3)
    add_file(user, name=life.words("calendar"), raw=ics((in_days(20), in_days(21))), now=now)
    propose(user, partner, starts_at=in_days(9), message=life.words("open-proposal"))
    asked = propose(partner, user, starts_at=in_days(8), message="from the partner")
    decline_proposal(asked, by=user, reason=life.words("decline"), why=Why.TIME, now=now)
    unwanted = propose(person(), user, starts_at=in_days(8), message="from somebody")
    note = life.words("unwanted")
    decline_proposal(unwanted, by=user, reason=note, why=Why.PERSON, now=now)
    session = book(user, partner, starts_at=in_days(3), message=life.words("booking"))
    reconfirm_session(session, by=user, now=now)
    _answers(life, session, now=now)
    _keeps_it_elsewhere(life, session, now=now)
    address = f"https://meet.example.org/{life.words('meeting')}"
    set_meeting_url(session, url=address, by=user, now=now)
    propose_move(
        session, by=user, starts_at=in_days(3.5), message=life.words("move-proposal"), now=now
    )
    dropped = book(user, partner, starts_at=in_days(5))
    cancel_booking(dropped, by=user, reason=life.words("cancel"), now=now)


def _answers(life: Life, session: Session, *, now: datetime) -> None:
    """Their calendar says maybe; the Message-ID and the address it came to are kept nowhere."""
    to, message_id = reply_mailbox(session, life.user).address, f"<{life.user.pk}@zelda.example>"
    life.tokens += [to, message_id, hash_token(message_id)]
    raw = mail(
        **{"to": to, "sender": life.user.email, "uid": str(session.public_id)},
        **{"answer": "TENTATIVE", "stamped_at": now, "message_id": message_id},
    )
    assert take_mail(raw, now=now).is_taken


def _keeps_it_elsewhere(life: Life, session: Session, *, now: datetime) -> None:
    """The session stands in a calendar of theirs, and something else does at the same time."""
    password = "zelda-app-password"
    life.tokens.append(password)
    account = connect_account(
        life.user,
        **{"kind": "caldav", "external_id": ADDRESS, "now": now},
        **{"label": life.words("account"), "secret": {"password": password}},
    )
    times = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    WrittenEvent.objects.create(
        account=account, session=session, user=life.user, sequence=0, state="absent", **times
    )
    BusyOverlap.objects.create(session=session, user=life.user, sequence=0, asked_at=now, **times)


def _meets(life: Life, *, now: datetime) -> None:
    session = SessionFactory(first=life.user, second=life.partner, starts_at=now)
    enter_room(session, connection_id="one", by=life.user, now=now)
    document: Doc = Doc()
    document.get("notes", type=Text).insert(0, "notes of both")
    add_note_update(session, update=document.get_update(), by=life.user, now=now)
    document.get("editor", type=Text).insert(0, "code of both")
    editor = open_document(session, key=DocumentKey(session.public_id, EDITOR, 1))
    append_updates([NewUpdate(editor.pk, life.user.pk, document.get_update(), now)])
    leg = session.legs.get(interviewer=life.user)
    note = {"text": life.words("note"), "criterion": "", "began_at": now}
    note_moment(leg, key=uuid4(), by=life.user, now=now, **note)


def _disputes(life: Life, *, now: datetime) -> None:
    """One that waits, about their own mark; one of the partner's that they decided nothing on."""
    session = SessionFactory(
        first=life.user, second=life.partner, starts_at=now - timedelta(days=3)
    )
    close_session(session, marks={life.partner.pk: "present"}, by=None, now=now - timedelta(days=2))
    words = {"by": life.user, "now": now, "text": life.words("dispute")}
    dispute_mark(session.participations.get(user=life.user), claimed="technical", **words)


def _gives_feedback(life: Life, *, now: datetime) -> None:
    user, partner = life.user, life.partner
    done, begun = (
        opened_session(now=now - timedelta(days=days), first=user, second=partner)
        for days in (2, 1)
    )
    for session, name in ((done, "about-oneself"), (begun, "about-oneself-again")):
        words = life.words(name)
        marks = {slug: Mark(2, evidence=words) for slug in ("approach", "verbal-reasoning")}
        form = form_of(user, session, "self")
        submit_review(form, answers=Answers(marks, comment=words), revision=0, by=user, now=now)
    submit_all(user, done, now=now, evidence="kept for the partner")
    submit_all(partner, done, now=now, evidence="released about zelda")
    edited = form_of(user, done, "interviewer")
    changed = full_answers("interviewer", evidence=life.words("change-not-sent"))
    save_edit(edited, answers=changed, revision=edited.revision, by=user, now=now)
    received = Review.objects.get(leg__session=done, perspective="interviewer", subject=user)
    reply_to(received, text=life.words("reply"), by=user, now=now)
    dispute_review(received, text=life.words("dispute-of-a-form"), by=user, now=now)
    draft = full_answers("interviewer", evidence=life.words("draft"))
    leg = done.legs.get(candidate=user)
    _, token = share_report(leg, parts=["levels", "quotes"], days=9, by=user, now=now)
    life.tokens += [token, hash_token(token)]
    form = form_of(user, begun, "interviewer")
    save_draft(form, answers=draft, revision=0, by=user, now=now)
    submit(partner, begun, "self", now=now, evidence="not for zelda")
    submit(partner, begun, "interviewer", now=now, evidence="not yet released")
    refit_readiness(now=now)
    _is_flagged(life, received, now=now)


def _is_flagged(life: Life, received: Review, *, now: datetime) -> None:
    """A confirmed flag is about them, in words of somebody else; on another they decided."""
    written = Review.objects.get(
        leg__session=received.leg.session, perspective="interviewer", author=life.user
    )
    fields = {"decided_at": now, "state": "confirmed"}
    note, reason = "zelda-was-told", "zelda-was-found"
    flag_on(written, note=note, reason=reason, decided_by=life.stranger, now=now, **fields)
    flag_on(received, note=life.words("note-on-a-flag"), decided_by=life.user, now=now, **fields)
    life.tokens += [note, reason]


def _practises(life: Life, *, now: datetime) -> None:
    """A story told in a round, one that they deleted a moment ago, a tick on the checklist."""
    parts = Parts(situation=life.words("situation"), result=life.words("result"))
    story, gone = (write(life.user, now=now, title=life.words(t), parts=parts) for t in "ab")
    delete_story(gone, by=life.user, now=now)
    leg = life.user.legs_as_candidate.earliest("pk")
    Telling.objects.create(story=story, leg=leg, noted_at=now)
    tick_line("culture", is_done=True, by=life.user, now=now)


def _is_written_to(life: Life, *, now: datetime) -> None:
    """Mail that waits: to the address, about it to the one before, and refused by a server."""
    turn_off_mail(life.user, kind=KIND_BY_NAME["proposals"], now=now)
    Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    change = {"from_email": OLD_ADDRESS, "to_email": ADDRESS}
    queue_account_mail("account/email/email_changed", to=OLD_ADDRESS, now=now, context=change)

    def refuse(self, *_, **__):
        raise SMTPRecipientsRefused({self.to[0]: (550, b"no such mailbox")})

    job = Job.objects.filter(kind="cohorts.send_invitation", run_at__lte=now)
    second = Invitation.objects.get(email=ADDRESS, accepted_at=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", refuse)
        run_job(job.get(arguments__invitation_id=second.pk).pk)
    assert ADDRESS in Job.objects.exclude(last_error="").get().last_error


def tables_with(text: str) -> set[str]:
    """The tables in which any column of any row holds `text`, in any case, also in bytes."""
    return {name for name, row in _rows() if text.lower() in row}


def left_of(markers: list[str]) -> dict[str, set[str]]:
    """The markers that are still somewhere, with their tables."""
    return {marker: tables for marker in markers if (tables := tables_with(marker))}


def _rows() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                yield table, " ".join(map(_as_text, row)).lower()
    for browser in BrowserSession.objects.all():  # packed in its table
        yield "django_session", json.dumps(browser.get_decoded()).lower()


def _as_text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def exported(user: User) -> str:
    return json.dumps(export_of(user), cls=DjangoJSONEncoder, ensure_ascii=False)


def test_every_planted_marker_is_somewhere_before(life):
    stored = [*life.markers, *(token for token in life.tokens if len(token) == 64)]
    hidden = {life.user.public_id.hex, str(life.user.public_id)}  # one of the two is stored

    missing = {marker for marker in stored if not tables_with(marker)}
    assert len(missing & hidden) <= 1
    assert missing - hidden == set()
    assert tables_with(ADDRESS) >= {
        *("accounts_user", "account_emailaddress", "cohorts_invitation"),
        *("django_admin_log", "jobs_job"),
    }


def test_nothing_that_identifies_an_erased_person_is_left_in_any_table(life, now):
    erase_account(life.user, by=life.user, now=now)
    waiting = Job.objects.open().filter(kind="accounts.deliver_mail")
    assert [job.arguments["subject"] for job in waiting] == ["Your account was erased"]
    run_due_jobs()  # that last mail is sent, and with that forgotten

    assert left_of([*life.markers, *life.tokens]) == {}
    assert tables_with(TOTP_SECRET) == set()
    assert not Authenticator.objects.filter(user=life.user).exists()


# Without a word of theirs: see accounts.actions.erasure and each app's own.
STAYS = {
    *("accounts.AuditEntry", "accounts.Profile", "cohorts.Invitation", "cohorts.Membership"),
    *("feedback.RaterFlag", "feedback.Review"),
    *("interviews.Dispute", "interviews.Exposure", "interviews.Leg"),
    *("interviews.Participation", "interviews.Preparation", "interviews.Session"),
    *("room.Visit", "scheduling.FreedSlot", "scheduling.Proposal"),
}


def test_only_what_others_need_still_points_at_an_erased_person(life, now):
    erase_account(life.user, by=life.user, now=now)
    run_due_jobs()

    left = {
        model._meta.label
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if column.related_model is User
        and model._base_manager.filter(**{column.name: life.user}).exists()
    }
    assert left == STAYS


def test_page_of_the_site_erases_as_much_and_the_browser_keeps_nothing(life):
    browser = Client()
    browser.force_login(life.user)
    reauthenticate(browser)
    browser.post(reverse("privacy_erase"), {"confirmation": "erase"})
    run_due_jobs()

    assert left_of([*life.markers, *life.tokens]) == {}


def test_partner_keeps_the_history_with_a_former_member(life, now):
    before = exported(life.partner)
    erase_account(life.user, by=life.user, now=now)
    after = export_of(life.partner)
    text = json.dumps(after, cls=DjangoJSONEncoder)

    assert (PSEUDONYM in before, PSEUDONYM in text) == (True, False)
    assert {one["by"] for one in after["feedback_received"]} == {"Former member 1"}
    assert text.count("kept for the partner") == before.count("kept for the partner") == 2
    assert [room["shared_notes"] for room in after["rooms"]] == ["notes of both"]
    assert [document["content"] for document in after["documents"]] == ["code of both"]
    assert len(after["sessions"]) == Session.objects.count() == 6


def test_export_has_all_that_is_ones_own(life):
    gone_for_export = {life.user.password, life.user.public_id.hex, OLD_ADDRESS}
    text = exported(life.user)

    assert {words for words in life.markers if words not in text} == gone_for_export
    data = export_of(life.user)
    counts = {name: len(rows) for name, rows in data.items() if isinstance(rows, list)}
    del counts["actions"]
    assert counts == {
        "busy_overlaps": 1,
        "calendar_accounts": 1,
        "calendar_events": 1,
        "calendar_feed": 1,
        "calendar_replies": 1,
        "calendars_elsewhere": 1,
        "checklist": 1,
        "cohort_invitations": 2,
        "cohort_invitations_sent": 1,
        "cohorts": 2,
        "disputes": 1,
        "documents": 1,
        "feedback_received": 2,
        "flags_decided": 1,
        "forms_that_count_for_less": 1,
        "feedback_written": Review.objects.filter(author=life.user).count(),
        "declines": 2,
        "interview_notes": 1,
        "mail": 1,
        "packets_read": life.user.readings.count(),
        "proposals": 6,
        "reports_shared": 1,
        "questions": life.user.exposures.count(),
        "rooms": 1,
        "sessions": 6,
        "stories": 2,
    }
    assert [len(data["availability"][part]) for part in ("weekly", "dates")] == [
        life.user.weekly_windows.count(),
        1,
    ]
    assert data["availability"]["limits"]["notice_hours"] == 3


def test_export_has_nobody_elses_secrets(life):
    text = exported(life.user)
    words = ("not yet released", "not for zelda", "SECRET", TOTP_SECRET, life.user.password)
    others = (
        life.partner.email,
        life.stranger.email,
        life.stranger.profile.pseudonym,
        "Sibyl Stranger",
        str(life.partner.public_id),
        str(life.stranger.public_id),
    )
    codes = Cohort.objects.values_list("join_code", flat=True)

    forbidden = [*words, *others, *life.tokens, *codes]
    assert [secret for secret in forbidden if secret in text] == []
    assert "released about zelda" in text


def test_export_of_somebody_who_met_neither_has_nothing_of_the_two(life):
    text = exported(person())

    forbidden = [*life.markers, *life.tokens, life.partner.email, "Patient Partner"]
    assert [secret for secret in forbidden if secret in text] == []


# Every table that points at people, and why it may stay out of sight of an export.
EXPORTED = {
    *("account.EmailAddress", "accounts.AuditEntry", "accounts.Pause", "accounts.Profile"),
    "mfa.Authenticator",
    *("accounts.TurnedOffMail", "socialaccount.SocialAccount", "usersessions.UserSession"),
    *("cohorts.Invitation", "cohorts.Membership"),
    *("interviews.Dispute", "interviews.Exposure", "interviews.Leg", "interviews.Participation"),
    *("interviews.Preparation", "interviews.Session"),
    *("interviews.DraftReview", "interviews.PacketReading"),
    *("scheduling.BookingLimits", "scheduling.BusyInterval", "scheduling.CalendarSource"),
    *("scheduling.AvailabilityException", "scheduling.CalendarFeed", "scheduling.Proposal"),
    *("scheduling.BusyOverlap", "scheduling.CalendarAccount", "scheduling.CalendarReply"),
    "scheduling.WrittenEvent",
    *(
        "scheduling.Decline",
        "scheduling.MatchOutcome",
        "scheduling.MatchPreference",
        "scheduling.FreedSlot",
        "scheduling.StandbyEntry",
        "scheduling.WaitlistEntry",
        "scheduling.WaitlistOffer",
        "scheduling.WeeklyWindow",
        "feedback.Estimate",
        "feedback.Moment",
        "feedback.RaterFlag",  # that it is confirmed, and nothing else of it
        "feedback.Review",
        "feedback.ReviewDispute",
        "feedback.SharedReport",
        "practice.ChecklistTick",
        "practice.Story",
        "room.DocUpdate",
        "room.NoteUpdate",
        "room.Visit",
    ),
}
NOT_EXPORTED = {
    "admin.LogEntry",  # what administrators did to others
    "scheduling.FixedPair",  # a coach's wish; what came of it is among the proposals
    "scheduling.MatchPair",  # the proposals a round made, counted again for its coach
    "scheduling.Claim",  # the sessions' own quarters of an hour, counted out
}


def test_new_table_about_people_has_to_say_what_an_export_does_with_it():
    about_people = {
        model._meta.label
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if column.related_model is User
    }

    assert about_people == EXPORTED | NOT_EXPORTED


def test_somebody_who_has_done_nothing_can_be_exported_and_erased(now):
    user = UserFactory(email=ADDRESS)
    assert ADDRESS in exported(user)
    erase_account(user, by=user, now=now)
    run_due_jobs()

    assert tables_with(ADDRESS) == set()
