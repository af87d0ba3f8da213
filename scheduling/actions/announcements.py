"""Put the mails about sessions and proposals into the queue, in the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from interviews.models import Session
from jobs.actions import Work, enqueue_all
from scheduling.actions.calendar_announcements import AFTER_WRITING, announce_write
from scheduling.actions.calendar_channel import take_places
from scheduling.actions.mail_jobs import enqueue_mail
from scheduling.domain.rules import reminder_times, reminder_times_again
from scheduling.models import CalendarSource, Proposal


def announce_session(
    session: Session,
    *,
    people: Iterable[User],
    now: datetime,
    cancelled_at: datetime | None = None,
) -> None:
    """The invitation (or its update) and the reminders, to each of `people`.

    Who has the session in their own calendar gets it written there, and a mail without an event.

    `cancelled_at`: the session was cancelled then and is on again, and the mail says so.

    Keys carry the session's SEQUENCE: what was queued for an older time finds, when it is due,
    that the session has moved on, and sends nothing. Whatever raises the SEQUENCE of a session
    that stands (a move, a cancellation undone) calls this again, and gets rows of its own.
    """
    start = session.starts_at.isoformat()
    again: dict[str, Any] = {"is_again": True} if cancelled_at else {}
    if cancelled_at:
        times = reminder_times_again(session.starts_at, cancelled_at=cancelled_at)
    else:
        times = reminder_times(session.starts_at, booked_at=now)
    people = list(people)
    told = _tell(session, people=people, now=now)
    for person in people:
        _enqueue_session_mail("invitation", session, person, now=now, **told[person.pk] | again)
        for which, run_at in times.items():
            _enqueue_session_mail(
                "reminder", session, person, run_at=run_at, now=now, which=which, starts_at=start
            )


def announce_reconfirmation(session: Session, *, to: User, now: datetime) -> None:
    """To somebody who was told that their partner had not confirmed: now they have."""
    _enqueue_session_mail("partner_confirmed", session, to, run_at=now, now=now)


def announce_cancellation(session: Session, *, people: Iterable[User], now: datetime) -> None:
    people = list(people)
    told = _tell(session, people=people, now=now)
    for person in people:
        _enqueue_session_mail("cancellation", session, person, now=now, **told[person.pk])


def _tell(session: Session, *, people: list[User], now: datetime) -> dict[int, dict[str, Any]]:
    """By which way each (by id) has the session in their calendar; what is written is queued."""
    in_calendar = take_places(session, people=people)
    for person in people:
        if person.pk in in_calendar:
            announce_write(session, person, now=now)
    # The mail says how the calendar has taken it.
    after = {"run_at": now + AFTER_WRITING, "is_in_calendar": True}
    return {person.pk: after if person.pk in in_calendar else {"run_at": now} for person in people}


def _enqueue_session_mail(
    name: str, session: Session, person: User, *, run_at: datetime, now: datetime, **more: Any
) -> None:
    which = more.get("which")
    prefix = f"{name}:{which}" if which else name
    key = f"{prefix}:{session.pk}:{person.pk}:{session.sequence}"
    enqueue_mail(
        name,
        key=key,
        run_at=run_at,
        now=now,
        session_id=session.pk,
        user_id=person.pk,
        sequence=session.sequence,
        **more,
    )


def announce_proposal(proposal: Proposal, *, now: datetime) -> None:
    """To each who has not said yes: you are asked. And the row that lets it run out."""
    announce_proposals([proposal], now=now)


def announce_proposals(proposals: Iterable[Proposal], *, now: datetime) -> None:
    """`announce_proposal` of each, in few queries."""
    work: list[Work] = []
    for proposal in proposals:
        work += _proposal_mails("received", proposal, has_accepted=False, now=now)
        key = f"expire_proposal:{proposal.pk}"
        arguments = {"proposal_id": proposal.pk}
        work.append(Work("scheduling.expire_proposal", key, proposal.expires_at, arguments))
    enqueue_all(work, now=now)


def announce_first_yes(proposal: Proposal, *, now: datetime) -> None:
    """To the one who has not answered: the other has said yes, it is up to you."""
    _enqueue_proposal_mails("half", proposal, has_accepted=False, now=now)


def announce_decline(proposal: Proposal, *, by: User, now: datetime) -> None:
    """To the other, if they asked or have said yes: who has not answered waits for nothing.

    Not of the waitlist's offers: the next one is asked at once.
    """
    if proposal.origin == Proposal.Origin.WAITLIST:
        return
    _enqueue_proposal_mails("declined", proposal, has_accepted=True, but_not=by, now=now)


def announce_expiry(proposal: Proposal, *, now: datetime) -> None:
    """To each who asked or has said yes; not of the waitlist's offers."""
    if proposal.origin == Proposal.Origin.WAITLIST:
        return
    _enqueue_proposal_mails("expired", proposal, has_accepted=True, now=now)


def _enqueue_proposal_mails(
    event: str,
    proposal: Proposal,
    *,
    has_accepted: bool,
    now: datetime,
    but_not: User | None = None,
) -> None:
    work = _proposal_mails(event, proposal, has_accepted=has_accepted, now=now, but_not=but_not)
    enqueue_all(work, now=now)


def _proposal_mails(
    event: str,
    proposal: Proposal,
    *,
    has_accepted: bool,
    now: datetime,
    but_not: User | None = None,
) -> list[Work]:
    work = []
    for reader, accepted_at in proposal.acceptances:
        if (accepted_at is not None) != has_accepted or reader == (but_not and but_not.pk):
            continue
        key = f"proposal_{event}:{proposal.pk}:{reader}{_turn(proposal)}"
        arguments = {"key_of_mail": key, "proposal_id": proposal.pk, "user_id": reader}
        work.append(Work(f"scheduling.send_proposal_{event}", key, now, arguments))
    return work


def announce_reopening(proposal: Proposal, *, to: User, now: datetime) -> None:
    """To the other: the answer was taken back, and the proposal is open again."""
    key = f"proposal_reopened:{proposal.pk}:{to.pk}{_turn(proposal)}"
    enqueue_mail("proposal_reopened", key=key, now=now, proposal_id=proposal.pk, user_id=to.pk)


def _turn(proposal: Proposal) -> str:
    """Part of a key: an answer that follows one that was taken back is told anew."""
    return f":{proposal.reopenings}" if proposal.reopenings else ""


def announce_calendar_decline(session: Session, *, to: User, turn: int, now: datetime) -> None:
    """To the person alone: your calendar declined, do you want to cancel?"""
    _enqueue_calendar_mail("declined", session, to, turn=turn, now=now)


def announce_refused_counter(
    session: Session, *, to: User, turn: int, why: str, now: datetime
) -> None:
    """To the person alone: why the time that their calendar asked for was not proposed."""
    _enqueue_calendar_mail("countered", session, to, turn=turn, now=now, why=why)


def _enqueue_calendar_mail(
    name: str, session: Session, person: User, *, turn: int, now: datetime, **more: Any
) -> None:
    """`turn` counts the answers of this calendar: each is told of once."""
    key = f"calendar_{name}:{session.pk}:{person.pk}:{turn}"
    enqueue_mail(
        f"calendar_{name}",
        key=key,
        now=now,
        session_id=session.pk,
        user_id=person.pk,
        sequence=session.sequence,
        **more,
    )


def announce_overlaps(overlap_ids: list[int], *, source: CalendarSource, now: datetime) -> None:
    """To the calendar's owner alone: you are busy during these sessions. One mail a reading."""
    key = f"busy_overlaps:{source.pk}:{now.isoformat()}"
    enqueue_mail(
        "busy_overlaps",
        key=key,
        now=now,
        user_id=source.user_id,
        overlap_ids=overlap_ids,
    )
