"""A time comes free: remember who is left alone, and let a job look for somebody else."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from interviews.models import Mode, Session
from interviews.queries.sessions import partner_in
from jobs.actions import enqueue
from scheduling.domain.pair_value import Way
from scheduling.domain.waiting import can_still_offer
from scheduling.models import FreedSlot, Proposal


class CannotSearch(Exception):
    """Nothing was changed; the message says why."""


@transaction.atomic
def free_slot_of_session(session: Session, *, by: User, now: datetime) -> None:
    """`by` has cancelled: look for a replacement for the other, unless they say no to it."""
    person = partner_in(session, by)
    own = [leg for leg in session.legs.all() if leg.candidate_id == person.pk]
    if session.mode == Mode.SWAP:
        ways = [Way.SWAP, Way.PRACTISE]
    else:
        ways = [Way.PRACTISE] if own else [Way.INTERVIEW]
    _open(
        FreedSlot(
            person=person,
            session=session,
            without=by,
            ways=ways,
            kind=own[0].kind if own else "",
            starts_at=session.starts_at,
            created_at=now,
        ),
        now=now,
    )


@transaction.atomic
def free_slot_of_proposal(proposal: Proposal, *, now: datetime) -> None:
    """What the site proposed came to nothing, and one of the two had said yes to the time.

    The waitlist's own offers have their slot already.
    """
    willing = [pk for pk, accepted_at in proposal.acceptances if accepted_at is not None]
    if not proposal.is_by_site or proposal.origin == Proposal.Origin.WAITLIST or len(willing) != 1:
        return
    is_proposer = willing[0] == proposal.proposer_id
    person, other = proposal.proposer, proposal.partner
    kind, others_kind = proposal.proposer_kind, proposal.partner_kind
    if not is_proposer:
        person, other, kind, others_kind = other, person, others_kind, kind
    ways = [Way.SWAP, Way.PRACTISE] if kind and others_kind else [Way.PRACTISE]
    _open(
        FreedSlot(
            person=person,
            proposal=proposal,
            without=other,
            ways=ways if kind else [Way.INTERVIEW],
            kind=kind,
            starts_at=proposal.starts_at,
            created_at=now,
        ),
        now=now,
    )


def _open(slot: FreedSlot, *, now: datetime) -> None:
    if not slot.person.is_active or not can_still_offer(starts_at=slot.starts_at, now=now):
        return
    try:
        with transaction.atomic():
            slot.save()
    except IntegrityError:  # a search for that person and time goes on already
        return
    look_for_somebody(slot.pk, at=now, now=now)


def look_for_somebody(slot_id: int, *, at: datetime, now: datetime) -> None:
    """A job at `at` (UTC) looks at the slot as it is then; any number of them do no harm."""
    enqueue(
        "scheduling.fill_slot",
        key=f"fill-slot:{slot_id}:{at.isoformat()}",
        run_at=at,
        now=now,
        slot_id=slot_id,
    )


@transaction.atomic
def set_slot_wanted(slot: FreedSlot, *, is_wanted: bool, by: User, now: datetime) -> None:
    """Whoever was left alone wants another partner for the time, or not (any more).

    Open offers end with a no. Saying it twice changes nothing. Raises CannotSearch.
    """
    if slot.person_id != by.pk:
        raise CannotSearch("Only whoever was left alone can say so. Nothing was changed.")
    changed = FreedSlot.objects.filter(pk=slot.pk, closed_at=None).update(is_wanted=is_wanted)
    if not changed:
        raise CannotSearch("The search for that time is over. Nothing was changed.")
    slot.is_wanted = is_wanted
    look_for_somebody(slot.pk, at=now, now=now)


def close_slots_of(session: Session, *, now: datetime) -> None:
    """The session is on again: nobody is looked for any more."""
    slots = FreedSlot.objects.filter(session=session, closed_at=None)
    slots.update(closed_at=now, outcome=FreedSlot.Outcome.RESTORED)
