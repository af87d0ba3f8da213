"""The one place that changes a proposal's state: each change is a step of the booking's life.

The table is interviews/domain/booking_life.py; sessions have interviews/actions/life.py.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from interviews.domain.booking_life import Event, Facts, Refused, Stage, Step, Who, find_step
from scheduling.actions.freed_slots import free_slot_of_proposal, look_for_somebody
from scheduling.models import Proposal, WaitlistOffer
from scheduling.permissions import role_in_proposal

STORED = {
    Stage.PROPOSED: Proposal.State.OPEN,
    Stage.CONFIRMED: Proposal.State.ACCEPTED,
    Stage.DECLINED: Proposal.State.DECLINED,
    Stage.WITHDRAWN: Proposal.State.WITHDRAWN,
    Stage.EXPIRED: Proposal.State.EXPIRED,
}
_ANSWERS = frozenset({Event.ACCEPT, Event.SAY_YES, Event.DECLINE, Event.WITHDRAW})


class CannotAnswer(Exception):
    """The proposal cannot be answered so; the message says why. Nothing was changed."""


def check_step(proposal: Proposal, event: Event, *, by: User | None, now: datetime) -> Step:
    """The step, if `by` (None: the site) may take it now. Raises CannotAnswer."""
    facts = Facts(
        now=now,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        expires_at=proposal.expires_at,
        since=proposal.answered_at,
    )
    who = role_in_proposal(proposal, by)
    try:
        return find_step(proposal.stage, event, who=who, facts=facts)
    except Refused as error:
        is_late = proposal.stage != Stage.PROPOSED and event in _ANSWERS
        words = why_closed(proposal) if is_late and who != Who.STRANGER else str(error)
        raise CannotAnswer(words) from error


@transaction.atomic
def take_proposal_step(
    proposal: Proposal,
    event: Event,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    **fields: Any,
) -> Step:
    """Take `event` by one conditional update, so that one answer wins; with its audit row.

    The proposal is as stored afterwards. Raises CannotAnswer.
    """
    step = check_step(proposal, event, by=by, now=now)
    is_open = step.target == Stage.PROPOSED
    changes = {
        "state": STORED[step.target],
        "answered_at": None if is_open else now,
        "answered_by": None if is_open else by,
        "answer_reason": reason,
        **fields,
    }
    unchanged = Proposal.objects.filter(pk=proposal.pk, state=STORED[step.origin])
    if step.origin == Stage.PROPOSED and event in _ANSWERS:
        unchanged = unchanged.filter(expires_at__gt=now)
    if not unchanged.update(**changes):
        proposal.refresh_from_db()
        raise CannotAnswer(why_closed(proposal))
    proposal.refresh_from_db(
        fields=[*changes, "proposer_accepted_at", "partner_accepted_at"],
    )
    record_proposal_step(proposal, step, by=by, now=now)
    _free_its_time(proposal, step, now=now)
    return step


def _free_its_time(proposal: Proposal, step: Step, *, now: datetime) -> None:
    """An offer of the waitlist has ended: it goes on. Another has: somebody may be left alone."""
    if step.target == Stage.PROPOSED:
        return
    if proposal.origin == Proposal.Origin.WAITLIST:
        offers = WaitlistOffer.objects.filter(proposal=proposal)
        for slot_id in offers.values_list("slot_id", flat=True):
            look_for_somebody(slot_id, at=now, now=now)
    elif step.event in (Event.DECLINE, Event.EXPIRE):
        free_slot_of_proposal(proposal, now=now)


def record_proposed(proposal: Proposal, *, by: User | None, now: datetime) -> None:
    """The audit row of a new proposal; `by` is None for the site's own."""
    facts = Facts(now=now, starts_at=proposal.starts_at, ends_at=proposal.ends_at)
    who = Who.PERSON if by is not None else Who.SITE
    step = find_step(Stage.NOTHING, Event.PROPOSE, who=who, facts=facts)
    record_proposal_step(proposal, step, by=by, now=now)


def record_proposal_step(proposal: Proposal, step: Step, *, by: User | None, now: datetime) -> None:
    """Who, when, from, to; never a reason that somebody wrote."""
    record_audit(
        proposal,
        verb=f"booking.{step.event}",
        by=by,
        now=now,
        **{"from": step.origin, "to": step.target, "who": role_in_proposal(proposal, by)},
        starts_at=proposal.starts_at.isoformat(),
        origin=proposal.origin,
        is_move=proposal.is_move,
    )


def why_closed(proposal: Proposal) -> str:
    """Why the proposal can no longer be answered, in words for either of its people."""
    words = {
        Proposal.State.ACCEPTED: "This proposal was accepted already.",
        Proposal.State.DECLINED: "This proposal was declined already.",
        Proposal.State.WITHDRAWN: "This proposal was withdrawn by whoever made it.",
        Proposal.State.EXPIRED: f"This proposal has ended. {proposal.answer_reason}".strip(),
        Proposal.State.OPEN: "This proposal has run out: its time to answer is over.",
    }
    return f"{words[Proposal.State(proposal.state)]} Nothing was changed."
