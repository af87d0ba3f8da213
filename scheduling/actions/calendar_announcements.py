"""Queue what sessions in people's own calendars need: the writing, and mails about it."""

from datetime import datetime, timedelta

from accounts.models import User
from interviews.models import Session
from jobs.actions import enqueue
from scheduling.actions.mail_jobs import enqueue_mail
from scheduling.models import CalendarAccount, WrittenEvent

# A mail that says how the session stands in the calendar leaves the writing this much time.
AFTER_WRITING = timedelta(seconds=30)


def announce_write(session: Session, person: User, *, now: datetime, turn: str = "") -> None:
    """Make the person's calendar show the session as it is.

    `turn` tells apart what is written again without a change of the SEQUENCE.
    """
    enqueue_write(
        session_id=session.pk, user_id=person.pk, sequence=session.sequence, turn=turn, now=now
    )


def enqueue_write(
    *, session_id: int, user_id: int, sequence: int, turn: str, now: datetime
) -> None:
    suffix = f":{turn}" if turn else ""
    enqueue(
        "scheduling.write_event",
        key=f"write_event:{session_id}:{user_id}:{sequence}{suffix}",
        run_at=now,
        now=now,
        session_id=session_id,
        user_id=user_id,
        asked_at=now.isoformat(),
    )


def announce_by_mail(session: Session, person: User, *, now: datetime) -> None:
    """The invitation with an event in it, after all: their calendar does not show the session."""
    key = f"invitation:by_mail:{session.pk}:{person.pk}:{session.sequence}"
    enqueue_mail(
        "invitation",
        key=key,
        now=now,
        session_id=session.pk,
        user_id=person.pk,
        sequence=session.sequence,
        is_instead=True,
    )


def announce_calendar_question(event: WrittenEvent, *, sequence: int, now: datetime) -> None:
    """To the person alone: you moved or deleted it in your calendar, what do you want?"""
    key = f"calendar_question:{event.session_id}:{event.user_id}:{event.questions}"
    enqueue_mail(
        "calendar_question",
        key=key,
        now=now,
        session_id=event.session_id,
        user_id=event.user_id,
        sequence=sequence,
        question=event.questions,
    )


def announce_lost_account(account: CalendarAccount, *, now: datetime) -> None:
    """To its owner: it lets us in no more. Once each time that this happens."""
    key = f"calendar_lost:{account.pk}:{now.isoformat()}"
    enqueue_mail("calendar_lost", key=key, now=now, account_id=account.pk)
