"""Deliveries: each looks again whether its mail is still right, then sends it."""

from datetime import datetime

from accounts.queries.mail_choices import is_turned_off
from interviews.models import Session
from interviews.queries.sessions import partner_in, place_of
from jobs.registry import delivery_job
from scheduling.domain.rules import KIND_OF_REMINDER, is_reminder_useful
from scheduling.models import Proposal
from scheduling.notifications.disputes import compose_dispute
from scheduling.notifications.proposals import (
    compose_declined,
    compose_expired,
    compose_half,
    compose_received,
    compose_reopened,
)
from scheduling.notifications.sessions import (
    compose_busy_overlaps,
    compose_calendar_countered,
    compose_calendar_declined,
    compose_calendar_lost,
    compose_calendar_question,
    compose_cancellation,
    compose_invitation,
    compose_partner_confirmed,
    compose_reminder,
)
from scheduling.queries.calendar_accounts import lost_account
from scheduling.queries.deliveries import (
    dispute_to_mail,
    open_proposal_to_mail,
    proposal_to_mail,
    session_to_mail,
    session_to_remind_of,
)
from scheduling.queries.overlaps import overlaps_to_mail
from scheduling.queries.replies import declined_to_mail
from scheduling.queries.written_events import open_question, place_of_event


@delivery_job("scheduling.send_invitation")
def send_invitation(
    *,
    now: datetime,
    key_of_mail: str,
    session_id: int,
    user_id: int,
    sequence: int,
    is_again: bool = False,
    is_in_calendar: bool = False,
    is_instead: bool = False,
) -> None:
    """`is_in_calendar`: it was to be written there. `is_instead`: it was not, after all."""
    found = session_to_mail(
        session_id=session_id, user_id=user_id, sequence=sequence, states=Session.LIVE_STATES
    )
    if found is None:
        return
    session, reader = found
    place = place_of_event(session, reader)
    if (place is None) == is_in_calendar:
        return  # the way has changed meanwhile, and that has queued a mail of its own
    mail = compose_invitation(
        session,
        reader,
        key=key_of_mail,
        now=now,
        is_again=is_again,
        is_instead=is_instead,
        place=place,
    )
    mail.send()


@delivery_job("scheduling.send_cancellation")
def send_cancellation(
    *,
    now: datetime,
    key_of_mail: str,
    session_id: int,
    user_id: int,
    sequence: int,
    is_in_calendar: bool = False,
) -> None:
    found = session_to_mail(
        session_id=session_id,
        user_id=user_id,
        sequence=sequence,
        states=(Session.State.CANCELLED,),
    )
    if found:
        session, reader = found
        place = place_of_event(session, reader)
        has_event = not is_in_calendar
        mail = compose_cancellation(
            session, reader, key=key_of_mail, now=now, place=place, has_event=has_event
        )
        mail.send()


@delivery_job("scheduling.send_reminder")
def send_reminder(
    *,
    now: datetime,
    key_of_mail: str,
    session_id: int,
    user_id: int,
    sequence: int,
    which: str,
    starts_at: str,
) -> None:
    found = session_to_remind_of(
        session_id=session_id, user_id=user_id, sequence=sequence, starts_at=starts_at
    )
    if found is None or not is_reminder_useful(which, starts_at=found[0].starts_at, now=now):
        return
    session, reader = found
    if is_turned_off(reader, kind=KIND_OF_REMINDER[which]):
        return
    if which == "join" and place_of(session, reader).first_joined_at:
        return  # already in the room
    compose_reminder(session, reader, which=which, key=key_of_mail, now=now).send()


@delivery_job("scheduling.send_partner_confirmed")
def send_partner_confirmed(
    *, now: datetime, key_of_mail: str, session_id: int, user_id: int, sequence: int
) -> None:
    states = (Session.State.CONFIRMED,)
    found = session_to_mail(
        session_id=session_id, user_id=user_id, sequence=sequence, states=states
    )
    if found is None or is_turned_off(found[1], kind=KIND_OF_REMINDER["hours"]):
        return
    session, reader = found
    partner = place_of(session, partner_in(session, reader))
    if partner.reconfirmed_at and now < session.starts_at:
        compose_partner_confirmed(session, reader, key=key_of_mail, now=now).send()


@delivery_job("scheduling.send_calendar_declined")
def send_calendar_declined(
    *, now: datetime, key_of_mail: str, session_id: int, user_id: int, sequence: int
) -> None:
    found = declined_to_mail(session_id=session_id, user_id=user_id, sequence=sequence, now=now)
    if found:
        compose_calendar_declined(*found, key=key_of_mail, now=now).send()


@delivery_job("scheduling.send_calendar_countered")
def send_calendar_countered(
    *, now: datetime, key_of_mail: str, session_id: int, user_id: int, sequence: int, why: str
) -> None:
    states = (Session.State.CONFIRMED,)
    found = session_to_mail(
        session_id=session_id, user_id=user_id, sequence=sequence, states=states
    )
    if found:
        compose_calendar_countered(*found, why=why, key=key_of_mail, now=now).send()


@delivery_job("scheduling.send_busy_overlaps")
def send_busy_overlaps(
    *, now: datetime, key_of_mail: str, user_id: int, overlap_ids: list[int]
) -> None:
    found = overlaps_to_mail(user_id, overlap_ids=overlap_ids, now=now)
    if found:
        compose_busy_overlaps(*found, key=key_of_mail, now=now).send()


@delivery_job("scheduling.send_calendar_question")
def send_calendar_question(
    *,
    now: datetime,
    key_of_mail: str,
    session_id: int,
    user_id: int,
    sequence: int,
    question: int,
) -> None:
    states = (Session.State.CONFIRMED,)
    found = session_to_mail(
        session_id=session_id, user_id=user_id, sequence=sequence, states=states
    )
    event = open_question(*found, now=now) if found else None
    if found and event and event.questions == question:
        compose_calendar_question(*found, event=event, key=key_of_mail, now=now).send()


@delivery_job("scheduling.send_calendar_lost")
def send_calendar_lost(*, now: datetime, key_of_mail: str, account_id: int) -> None:
    account = lost_account(account_id)
    if account:
        compose_calendar_lost(account, key=key_of_mail).send()


@delivery_job("scheduling.send_proposal_received")
def send_proposal_received(
    *, now: datetime, key_of_mail: str, proposal_id: int, user_id: int
) -> None:
    found = open_proposal_to_mail(proposal_id, user_id=user_id, now=now)
    if found:
        proposal, reader = found
        compose_received(proposal, reader, key=key_of_mail, now=now).send()


@delivery_job("scheduling.send_proposal_half")
def send_proposal_half(*, now: datetime, key_of_mail: str, proposal_id: int, user_id: int) -> None:
    found = open_proposal_to_mail(proposal_id, user_id=user_id, now=now)
    if found:
        proposal, reader = found
        compose_half(proposal, reader, key=key_of_mail).send()


@delivery_job("scheduling.send_proposal_declined")
def send_proposal_declined(
    *, now: datetime, key_of_mail: str, proposal_id: int, user_id: int
) -> None:
    found = proposal_to_mail(proposal_id, user_id=user_id, state=Proposal.State.DECLINED)
    if found:
        proposal, reader = found
        compose_declined(proposal, reader, key=key_of_mail).send()


@delivery_job("scheduling.send_proposal_reopened")
def send_proposal_reopened(
    *, now: datetime, key_of_mail: str, proposal_id: int, user_id: int
) -> None:
    found = proposal_to_mail(proposal_id, user_id=user_id, state=Proposal.State.OPEN)
    if found and now < found[0].expires_at:
        proposal, reader = found
        compose_reopened(proposal, reader, key=key_of_mail).send()


@delivery_job("scheduling.send_proposal_expired")
def send_proposal_expired(
    *, now: datetime, key_of_mail: str, proposal_id: int, user_id: int
) -> None:
    found = proposal_to_mail(proposal_id, user_id=user_id, state=Proposal.State.EXPIRED)
    if found:
        proposal, reader = found
        compose_expired(proposal, reader, key=key_of_mail).send()


@delivery_job("scheduling.send_dispute_opened")
def send_dispute_opened(*, now: datetime, key_of_mail: str, dispute_id: int, user_id: int) -> None:
    found = dispute_to_mail(dispute_id, user_id=user_id, is_open=True)
    if found:
        compose_dispute(*found, event="opened", key=key_of_mail).send()


@delivery_job("scheduling.send_dispute_settled")
def send_dispute_settled(*, now: datetime, key_of_mail: str, dispute_id: int, user_id: int) -> None:
    found = dispute_to_mail(dispute_id, user_id=user_id, is_open=False)
    if found:
        compose_dispute(*found, event="settled", key=key_of_mail).send()
