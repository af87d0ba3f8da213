"""People who are free, a catalogue, and the usual steps of a booking, for tests."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from interviews.models import Kind, Session
from jobs.execution import run_job
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.proposals import propose_session
from scheduling.domain.quarters import quarters
from scheduling.models import BookingLimits, Claim, Proposal, WeeklyWindow
from tests.factories import PacketVersionFactory, RubricVersionFactory, UserFactory


def fill_catalogue(*, packets: int = 3, kinds: Iterable[str] = Kind.values) -> None:
    for kind in kinds:
        RubricVersionFactory(kind=kind)
        for _ in range(packets):
            PacketVersionFactory(kind=kind)


def person(**fields) -> User:
    """Somebody who is free all the time and takes part in every kind of round."""
    fields = {"candidate_kinds": Kind.values, "interviewer_kinds": Kind.values, **fields}
    user = UserFactory(**fields)
    WeeklyWindow.objects.bulk_create(
        WeeklyWindow(user=user, weekday=weekday, starts=time(), ends=time()) for weekday in range(7)
    )
    return user


def limited(user: User, **limits: int) -> User:
    """The person, who has limits now."""
    BookingLimits.objects.update_or_create(user=user, defaults=limits)
    return user


def in_days(days: float, *, now: datetime | None = None) -> datetime:
    """A whole hour (UTC) about so many days from now."""
    now = now or timezone.now()
    whole = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return whole + timedelta(days=days)


def propose(
    by: User, partner: User, *, starts_at: datetime, now: datetime | None = None, **fields
) -> Proposal:
    wanted = {
        "mode": "swap",
        "proposer_kind": "coding",
        "partner_kind": "coding",
        "message": "",
        **fields,
    }
    return propose_session(partner, by=by, starts_at=starts_at, now=now or timezone.now(), **wanted)


def book(
    by: User, partner: User, *, starts_at: datetime, now: datetime | None = None, **fields
) -> Session:
    proposal = propose(by, partner, starts_at=starts_at, now=now, **fields)
    return accept_proposal(proposal, by=partner, now=now or timezone.now())


def claimed(user: User) -> list[datetime]:
    return list(
        Claim.objects.filter(user=user).order_by("quarter_at").values_list("quarter_at", flat=True)
    )


def held_by(*sessions: Session) -> list[datetime]:
    """The quarters that these sessions should hold for each of their people."""
    return sorted(
        quarter for session in sessions for quarter in quarters(session.starts_at, session.ends_at)
    )


def deliver(kind: str = "") -> list[EmailMessage]:
    """Do the jobs that are due (of one kind); the mails, parsed back from the bytes sent."""
    mail.outbox = []
    due = Job.objects.due(now=timezone.now()).filter(kind__contains=kind).order_by("run_at", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        run_job(pk)
    assert not Job.objects.exclude(last_error="").exists(), Job.objects.exclude(last_error="")[0]
    return [parsed(message) for message in mail.outbox]


def parsed(message) -> EmailMessage:
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def calendar_part(message: EmailMessage) -> EmailMessage:
    return next(part for part in message.walk() if part.get_content_type() == "text/calendar")


def calendar_in(message: EmailMessage) -> Calendar:
    return Calendar.from_ical(calendar_part(message).get_payload(decode=True))


def by_address(messages: Iterable[EmailMessage]) -> dict[str, EmailMessage]:
    return {message["To"]: message for message in messages}


def text_of(message: EmailMessage) -> str:
    return message.get_body(preferencelist=("plain",)).get_content()


def html_of(message: EmailMessage) -> str:
    return message.get_body(preferencelist=("html",)).get_content()


def whole(message: EmailMessage) -> str:
    """Headers and every decoded part: what a reader, or their program, could find in it."""
    parts = [str(value) for value in message.values()]
    parts += [
        part.get_payload(decode=True).decode() for part in message.walk() if not part.is_multipart()
    ]
    return "\n".join(parts)
