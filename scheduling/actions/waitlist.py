"""Join the waitlist, leave it, and be offered the times that others give back."""

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from interviews.domain.booking_life import Event
from interviews.models import Mode
from scheduling.actions.freed_slots import look_for_somebody
from scheduling.actions.offers import CannotOffer, Meeting, offer_session
from scheduling.actions.proposal_life import CannotAnswer, take_proposal_step
from scheduling.domain.waiting import (
    LEAST_NOTICE,
    LOOK_AGAIN_AFTER,
    can_still_offer,
    offer_expires_at,
    offers_at_once,
)
from scheduling.models import FreedSlot, MatchPreference, Proposal, WaitlistEntry, WaitlistOffer
from scheduling.queries.claims import is_claimed
from scheduling.queries.waitlist import Candidate, candidates_for

NOT_WANTED = "The other person no longer looks for somebody at that time."
ON_AGAIN = "The session that had freed that time is on again."


@transaction.atomic
def join_waitlist(
    user: User,
    *,
    ways: list[str],
    kinds: list[str],
    from_date: date | None,
    until_date: date | None,
    starts: time | None,
    ends: time | None,
    now: datetime,
) -> WaitlistEntry:
    """Wait for times that others give back; saying it again changes the wishes, not the place."""
    wishes = {
        "ways": ways,
        "kinds": kinds,
        "from_date": from_date,
        "until_date": until_date,
        "starts": starts,
        "ends": ends,
    }
    entry, is_new = WaitlistEntry.objects.update_or_create(
        user=user, defaults=wishes, create_defaults={**wishes, "joined_at": now}
    )
    if is_new:
        record_audit(entry, verb="scheduling.join_waitlist", by=user, now=now)
    for slot_id in FreedSlot.objects.filter(
        closed_at=None, is_wanted=True, starts_at__gt=now
    ).values_list("pk", flat=True):
        look_for_somebody(slot_id, at=now, now=now)
    return entry


@transaction.atomic
def leave_waitlist(user: User, *, now: datetime) -> None:
    """Wait no longer; open offers can still be answered. Leaving twice changes nothing."""
    entry = WaitlistEntry.objects.filter(user=user).first()
    if entry is not None:
        record_audit(entry, verb="scheduling.leave_waitlist", by=user, now=now)
        entry.delete()


@transaction.atomic
def fill_slot(slot_id: int, *, now: datetime) -> None:
    """Look at a freed time as it is now: close it, or ask those who are next.

    All that it goes by is in rows, so that it may run at any time, any number of times.
    """
    slot = (
        FreedSlot.objects.select_for_update(of=("self",))
        .select_related("person__profile", "person__preparation", "session")
        .filter(pk=slot_id)
        .first()
    )
    if slot is None:
        return
    waiting = _open_offers(slot, now=now)
    if slot.closed_at is None:
        _close_if_over(slot, now=now)
    if slot.closed_at is not None or not slot.is_wanted:
        _end(waiting, slot, now=now)
        return
    room = offers_at_once(starts_at=slot.starts_at, now=now) - len(waiting)
    if room > 0 and can_still_offer(starts_at=slot.starts_at, now=now):
        waiting += _offer(slot, room=room, now=now)
    _look_again(slot, waiting, now=now)


def _open_offers(slot: FreedSlot, *, now: datetime) -> list[Proposal]:
    found = Proposal.objects.open().filter(waitlist_offer__slot=slot, expires_at__gt=now)
    return list(found.select_related("proposer", "partner"))


def _close_if_over(slot: FreedSlot, *, now: datetime) -> None:
    """Filled as soon as the person is booked then; over when no answer could come in time."""
    outcome = ""
    if not slot.person.is_active:
        outcome = FreedSlot.Outcome.OFF
    elif is_claimed(slot.person, start=slot.starts_at, end=slot.starts_at + LEAST_NOTICE):
        outcome = FreedSlot.Outcome.FILLED
    elif now > slot.starts_at - LEAST_NOTICE and not _open_offers(slot, now=now):
        outcome = FreedSlot.Outcome.OVER if slot.is_wanted else FreedSlot.Outcome.OFF
    if outcome:
        slot.closed_at, slot.outcome = now, outcome
        slot.save(update_fields=["closed_at", "outcome"])
    if outcome == FreedSlot.Outcome.OVER:  # they waited for nothing: rounds serve them first
        MatchPreference.objects.filter(user=slot.person_id).update(priority=F("priority") + 1)


def _end(waiting: list[Proposal], slot: FreedSlot, *, now: datetime) -> None:
    """Nobody is asked any more."""
    reason = ON_AGAIN if slot.outcome == FreedSlot.Outcome.RESTORED else NOT_WANTED
    for proposal in waiting:
        try:
            take_proposal_step(proposal, Event.SUPERSEDE, by=None, reason=reason, now=now)
        except CannotAnswer:  # somebody answered a moment ago
            continue


def _offer(slot: FreedSlot, *, room: int, now: datetime) -> list[Proposal]:
    """Ask up to `room` people, in the order of the list."""
    candidates = candidates_for(slot, now=now)
    # All at once and sorted, so that the waiting cannot be circular: see lock_people.
    lock_people([slot.person, *(candidate.user for candidate in candidates)])
    made: list[Proposal] = []
    for candidate in candidates:
        if len(made) == room:
            break
        try:
            with transaction.atomic():
                made.append(_ask(slot, candidate, now=now))
        except CannotOffer:  # not free after all, or asked by somebody else for that time
            continue
    return made


def _ask(slot: FreedSlot, candidate: Candidate, *, now: datetime) -> Proposal:
    fit = candidate.fit
    meeting = Meeting(
        first=slot.person,
        second=candidate.user,
        mode=Mode.SWAP if fit.my_kind and fit.their_kind else Mode.ONE_WAY,
        starts_at=slot.starts_at,
        first_kind=fit.my_kind,
        second_kind=fit.their_kind,
        second_why=["You are on the waitlist, and this time has just come free"],
    )
    proposal = offer_session(
        meeting,
        origin=Proposal.Origin.WAITLIST,
        expires_at=offer_expires_at(starts_at=slot.starts_at, now=now),
        notice=LEAST_NOTICE,
        accepted_by=[slot.person],
        now=now,
    )
    WaitlistOffer.objects.create(slot=slot, user=candidate.user, proposal=proposal)
    return proposal


def _look_again(slot: FreedSlot, waiting: list[Proposal], *, now: datetime) -> None:
    """When the first of the open offers runs out; else in half an hour, and at the very end."""
    last = slot.starts_at - LEAST_NOTICE
    ends = [proposal.expires_at for proposal in waiting]
    at = min(ends) if ends else min(now + LOOK_AGAIN_AFTER, last)
    look_for_somebody(slot.pk, at=max(at, now + (LOOK_AGAIN_AFTER / 30)), now=now)
