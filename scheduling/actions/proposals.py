"""Ask somebody for a session or for another time, take it back, decline it, let it run out."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.actions.locks import lock_people
from accounts.models import User
from feedback.queries.owed import is_blocked_by_owed_feedback
from interviews.actions.sessions import MAX_MOVES, LegPlan, timetable_of
from interviews.domain.booking_life import Event
from interviews.models import Mode, Session
from interviews.permissions import is_participant
from interviews.queries.packets import unseen_packets
from interviews.queries.sessions import partner_in, people_of
from scheduling.actions.announcements import announce_decline, announce_expiry, announce_proposal
from scheduling.actions.match_preferences import back_to_the_pool
from scheduling.actions.proposal_life import (
    CannotAnswer,
    record_proposed,
    take_proposal_step,
)
from scheduling.actions.source_refresh import freshen
from scheduling.domain.declines import Why
from scheduling.domain.intervals import contains, merge
from scheduling.domain.rules import (
    MAX_OPEN_PROPOSALS,
    answer_due_at,
    move_closes_at,
    time_problem,
)
from scheduling.models import Decline, Proposal
from scheduling.queries.bookable import why_not_bookable
from scheduling.queries.busy import why_busy
from scheduling.queries.claims import is_claimed
from scheduling.queries.declines import are_kept_apart
from scheduling.queries.free_time import calendars_of
from scheduling.queries.limits import TOO_SOON_OTHER, room_words
from scheduling.queries.proposals import open_between, overlapping_open_proposals

NO_LONGER_FREE = "That time is no longer free."
SESSION_CANCELLED = "The session was cancelled."
RAN_OUT = "Nobody answered in time."
ANOTHER_TIME = "Another time was proposed instead."


class CannotPropose(Exception):
    """The message says to whoever asks why not, and what to do."""


def leg_plans(
    proposer: User, partner: User, *, proposer_kind: str, partner_kind: str
) -> list[LegPlan]:
    """The legs that a proposal asks for. Whoever asks is candidate first."""
    plans = []
    if proposer_kind:
        plans.append(LegPlan(interviewer=partner, candidate=proposer, kind=proposer_kind))
    if partner_kind:
        plans.append(LegPlan(interviewer=proposer, candidate=partner, kind=partner_kind))
    return plans


@transaction.atomic
def propose_session(
    partner: User,
    *,
    by: User,
    mode: str,
    starts_at: datetime,
    proposer_kind: str,
    partner_kind: str,
    message: str,
    now: datetime,
    instead_of: Proposal | None = None,
) -> Proposal:
    """Ask `partner` for a session at `starts_at` (UTC). It holds nobody's time.

    `proposer_kind` and `partner_kind` (Kind values) say what each practises as candidate; in a
    one-way session one of them is empty. `instead_of`: what the site proposed to the two, for
    which this is another time; it ends, if it is still open. Raises CannotPropose.
    """
    if by.pk == partner.pk:
        raise CannotPropose("You cannot book a session with yourself.")
    lock_people([by, partner])
    if instead_of is not None:
        _end_for_another_time(instead_of, by=by, partner=partner, now=now)
    _check_time(starts_at, now=now)
    plans = leg_plans(by, partner, proposer_kind=proposer_kind, partner_kind=partner_kind)
    check_plans(plans, mode=mode)
    minutes = timetable_of(mode, legs=plans).booked_minutes
    ends_at = starts_at + timedelta(minutes=minutes)
    _check_people(by, partner, start=starts_at, end=ends_at, now=now)
    _check_both_free(by, partner, start=starts_at, end=ends_at, now=now)
    proposal = Proposal(
        proposer=by,
        partner=partner,
        mode=mode,
        proposer_kind=proposer_kind,
        partner_kind=partner_kind,
        starts_at=starts_at,
        ends_at=ends_at,
        message=message,
        created_at=now,
        proposer_accepted_at=now,
        expires_at=answer_due_at(now=now, starts_at=starts_at),
    )
    return _publish(proposal, now=now)


def move_when_free(
    session: Session, *, by: User, starts_at: datetime, message: str, now: datetime
) -> Proposal:
    """`propose_move`, after a fresh look into both people's calendars elsewhere."""
    freshen(people_of(session), now=now)
    return propose_move(session, by=by, starts_at=starts_at, message=message, now=now)


@transaction.atomic
def propose_move(
    session: Session, *, by: User, starts_at: datetime, message: str, now: datetime
) -> Proposal:
    """Ask the partner to move the session to `starts_at` (UTC). Until they accept, it stands.

    At most MAX_MOVES per session and no later than 12 h before its start. Raises CannotPropose.
    """
    if not is_participant(by, session):
        raise CannotPropose("Only the two people of a session can move it.")
    partner = partner_in(session, by)
    lock_people([by, partner])
    session.refresh_from_db()
    _check_movable(session, starts_at=starts_at, now=now)
    _check_time(starts_at, now=now)
    ends_at = starts_at + (session.ends_at - session.starts_at)
    _check_bookable(by, partner, start=starts_at)
    _check_both_free(by, partner, start=starts_at, end=ends_at, now=now, instead_of=session)
    kinds = {leg.candidate_id: leg.kind for leg in session.legs.all()}
    proposal = Proposal(
        proposer=by,
        partner=partner,
        moves_session=session,
        mode=session.mode,
        proposer_kind=kinds.get(by.pk, ""),
        partner_kind=kinds.get(partner.pk, ""),
        starts_at=starts_at,
        ends_at=ends_at,
        message=message,
        created_at=now,
        proposer_accepted_at=now,
        expires_at=answer_due_at(now=now, starts_at=starts_at, replaces_start=session.starts_at),
    )
    return _publish(proposal, now=now)


def _publish(proposal: Proposal, *, now: datetime) -> Proposal:
    """Save it within the limits, tell the partner, and let it run out in time."""
    by = proposal.proposer
    if (
        Proposal.objects.open()
        .filter(proposer=by, origin=Proposal.Origin.PERSON, expires_at__gt=now)
        .count()
        >= MAX_OPEN_PROPOSALS
    ):
        raise CannotPropose(
            f"You have {MAX_OPEN_PROPOSALS} proposals waiting for an answer. Withdraw one, or wait"
            " until somebody answers."
        )
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as error:  # the same proposal, sent twice at once
        raise CannotPropose(_asked_already(proposal)) from error
    announce_proposal(proposal, now=now)
    record_proposed(proposal, by=by, now=now)
    return proposal


def _asked_already(proposal: Proposal) -> str:
    if proposal.is_move:
        return (
            "A new time for this session was proposed already. Answer or withdraw that one first."
        )
    return "You have asked this person for that time already. Wait for the answer, or withdraw it."


def _check_time(starts_at: datetime, *, now: datetime) -> None:
    if problem := time_problem(starts_at, now=now):
        raise CannotPropose(problem)


def _end_for_another_time(proposal: Proposal, *, by: User, partner: User, now: datetime) -> None:
    """Whoever asks for another time says no to this one; the partner is asked anew instead."""
    if not proposal.is_by_site or {proposal.proposer_id, proposal.partner_id} != {
        by.pk,
        partner.pk,
    }:
        raise CannotPropose("That proposal is not between the two of you. Nothing was changed.")
    try:
        take_proposal_step(proposal, Event.DECLINE, by=by, reason=ANOTHER_TIME, now=now)
    except CannotAnswer as error:
        proposal.refresh_from_db()
        if proposal.state == Proposal.State.ACCEPTED:
            raise CannotPropose(str(error)) from error
    else:  # if it had ended already, another time is all the better
        _remember_decline(proposal, by=by, why=Why.TIME, note="", now=now)


def check_plans(plans: list[LegPlan], *, mode: str) -> None:
    if len(plans) != (2 if mode == Mode.SWAP else 1):
        raise CannotPropose(
            "In a swap both of you practise something; in a one-way session exactly one of you."
        )
    for plan in plans:
        if plan.candidate.preparation.volunteers_only:
            raise CannotPropose(
                f"{plan.candidate.profile.pseudonym} volunteers as an interviewer only and does not"
                " practise as a candidate."
            )
        if not unseen_packets(plan.candidate, kind=plan.kind).exists():
            raise CannotPropose(
                "There is no question of that kind left that is new to the candidate. Choose"
                " another kind of round."
            )


def _check_people(
    by: User, partner: User, *, start: datetime, end: datetime, now: datetime
) -> None:
    if is_blocked_by_owed_feedback(by, now=now):
        raise CannotPropose(
            "You owe feedback on a session of more than a day ago. Submit it, then book again:"
            " your partner is waiting for it."
        )
    _check_bookable(by, partner, start=start)
    if are_kept_apart(by, partner):  # says no more than that, to whichever of the two asks
        raise CannotPropose(
            f"{partner.profile.pseudonym} cannot be asked for a session. Choose another partner."
        )
    if open_between(by, partner, start=start, end=end, now=now).exists():
        raise CannotPropose(
            "There is already an open proposal between the two of you for that time. You find it"
            " under Proposals."
        )


def _check_bookable(by: User, partner: User, *, start: datetime) -> None:
    for person in (by, partner):
        if reason := why_not_bookable(person, reader=by, at=start):
            raise CannotPropose(reason)


def _check_both_free(
    by: User,
    partner: User,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    instead_of: Session | None = None,
) -> None:
    if is_claimed(by, start=start, end=end, but_not=instead_of):
        raise CannotPropose("You have another session at that time. Choose another time.")
    # Also the partner: below, a session's own time counts as free for its move.
    if reason := why_busy([by, partner], reader=by, start=start, end=end, so="Choose another."):
        raise CannotPropose(reason)
    people = (by, partner)
    calendars = calendars_of(
        [person.pk for person in people], start=start, end=end, but_not=instead_of
    )
    times = {"start": start, "end": end}
    if reason := room_words(people, calendars, reader=by, so="Choose another time.", **times):
        raise CannotPropose(reason)
    if start < calendars[partner.pk].limits.first_start(now=now):
        name = partner.profile.pseudonym
        raise CannotPropose(f"{TOO_SOON_OTHER.format(name)} Choose a later time.")
    free = calendars[partner.pk].free_time(**times)
    if instead_of is not None:  # the session's own time does not stand in the way of its move
        free = merge([*free, (instead_of.starts_at, instead_of.ends_at)])
    if not contains(free, start=start, end=end):
        raise CannotPropose(
            f"{partner.profile.pseudonym} is not free for the whole of that time. Choose another."
        )


def _check_movable(session: Session, *, starts_at: datetime, now: datetime) -> None:
    if session.state != Session.State.CONFIRMED:
        raise CannotPropose("This session has begun, is over or was cancelled: it cannot be moved.")
    if session.moves >= MAX_MOVES:
        raise CannotPropose(
            "This session was moved twice already. Keep its time, or cancel it and book another."
        )
    if now > move_closes_at(session.starts_at):
        raise CannotPropose(
            "A session can be moved until 12 hours before its start. Keep its time, or cancel it."
        )
    if starts_at == session.starts_at:
        raise CannotPropose("That is the time it has now. Choose another.")


@transaction.atomic
def decline_proposal(
    proposal: Proposal, *, by: User, reason: str, now: datetime, why: Why | None = None
) -> None:
    """Somebody who was asked says no; where the site asked both, also after their own yes.

    `reason` is for the other person, in words. `why` is theirs alone and remembered: see
    scheduling.domain.declines. With Why.PERSON the words stay with it. Raises CannotAnswer.
    """
    told = "" if why == Why.PERSON else reason
    take_proposal_step(proposal, Event.DECLINE, by=by, reason=told, now=now)
    if why is not None:
        _remember_decline(proposal, by=by, why=why, note=reason, now=now)
    back_to_the_pool(proposal, but_not=by)
    announce_decline(proposal, by=by, now=now)


def _remember_decline(proposal: Proposal, *, by: User, why: Why, note: str, now: datetime) -> None:
    Decline.objects.create(
        user=by,
        other=proposal.other_than(by),
        proposal=proposal,
        why=why,
        note=note,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        created_at=now,
    )


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Whoever asked takes it back. Raises CannotAnswer."""
    take_proposal_step(proposal, Event.WITHDRAW, by=by, now=now)


@transaction.atomic
def expire_proposal(proposal_id: int, *, now: datetime) -> None:
    """If it was not answered in time, close it and tell whoever asked or has said yes."""
    proposal = Proposal.objects.open().filter(pk=proposal_id, expires_at__lte=now).first()
    if proposal is not None and _ended(proposal, Event.EXPIRE, reason=RAN_OUT, now=now):
        announce_expiry(proposal, now=now)


def _ended(proposal: Proposal, event: Event, *, reason: str, now: datetime) -> bool:
    """Whether the site ended it; somebody's answer may have been faster."""
    try:
        take_proposal_step(proposal, event, by=None, reason=reason, now=now)
    except CannotAnswer:
        return False
    back_to_the_pool(proposal)
    return True


def close_impossible(*, people: list[User], start: datetime, end: datetime, now: datetime) -> None:
    """Close what asks any of `people` for time that a session has just taken; tell the askers.

    The caller holds the lock on `people`.
    """
    ids = [person.pk for person in people]
    for proposal in overlapping_open_proposals(people=ids, start=start, end=end).order_by("pk"):
        if _ended(proposal, Event.SUPERSEDE, reason=NO_LONGER_FREE, now=now):
            announce_expiry(proposal, now=now)


def close_moves_of(session: Session, *, now: datetime) -> None:
    """A cancelled session is moved nowhere. The cancellation itself tells both."""
    for proposal in Proposal.objects.open().filter(moves_session=session):
        _ended(proposal, Event.SUPERSEDE, reason=SESSION_CANCELLED, now=now)
