"""Every (stage, step, who) of a proposal's life through the real actions: allowed or in words."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import AuditEntry, User
from interviews.domain.booking_life import TABLE, Event, Stage, Who
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.proposal_life import CannotAnswer
from scheduling.actions.proposals import (
    close_impossible,
    decline_proposal,
    expire_proposal,
    withdraw_proposal,
)
from scheduling.actions.undo import CannotUndo, undo_decline, undo_withdraw
from scheduling.models import Proposal
from tests.scheduling.worlds import in_days, person, propose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
MINUTE = timedelta(minutes=1)
STAGES = [Stage.PROPOSED, Stage.CONFIRMED, Stage.DECLINED, Stage.WITHDRAWN, Stage.EXPIRED]


def _at(stage: Stage, *, now: datetime) -> Proposal:
    """A proposal of a person at the stage, reached at `now` (expired: when its time was over)."""
    proposal = propose(person(), person(), starts_at=in_days(3, now=now), now=now)
    if stage == Stage.CONFIRMED:
        accept_proposal(proposal, by=proposal.partner, now=now)
    elif stage == Stage.DECLINED:
        decline_proposal(proposal, by=proposal.partner, reason="", now=now)
    elif stage == Stage.WITHDRAWN:
        withdraw_proposal(proposal, by=proposal.proposer, now=now)
    elif stage == Stage.EXPIRED:
        expire_proposal(proposal.pk, now=proposal.expires_at)
    assert Proposal.objects.get().stage == stage
    return Proposal.objects.get()


def _supersede(proposal: Proposal, by: User | None, now: datetime) -> None:
    times = {"start": proposal.starts_at, "end": proposal.ends_at}
    close_impossible(people=[proposal.proposer], now=now, **times)


ACTS: dict[Event, Callable[[Proposal, User, datetime], object]] = {
    Event.ACCEPT: lambda p, by, now: accept_proposal(p, by=by, now=now),
    Event.DECLINE: lambda p, by, now: decline_proposal(p, by=by, reason="", now=now),
    Event.WITHDRAW: lambda p, by, now: withdraw_proposal(p, by=by, now=now),
    Event.UNDO_DECLINE: lambda p, by, now: undo_decline(p, by=by, now=now),
    Event.UNDO_WITHDRAW: lambda p, by, now: undo_withdraw(p, by=by, now=now),
    Event.EXPIRE: lambda p, by, now: expire_proposal(p.pk, now=p.expires_at),
    Event.SUPERSEDE: _supersede,
}
OF_SITE = {Event.EXPIRE, Event.SUPERSEDE}
UNDOING = {Event.UNDO_DECLINE: Who.PARTNER, Event.UNDO_WITHDRAW: Who.PERSON}


@pytest.mark.parametrize("event", sorted(ACTS))
@pytest.mark.parametrize("stage", STAGES)
def test_a_step_works_for_those_who_may_and_refuses_the_others_in_words(stage, event, now):
    asked = _at(stage, now=now)
    people = {Who.PERSON: asked.proposer, Who.PARTNER: asked.partner, Who.STRANGER: person()}
    for who, by in ({Who.SITE: None} if event in OF_SITE else people).items():
        is_allowed = any(s.origin == stage and s.event == event and who in s.who for s in TABLE)
        is_repeat = stage == Stage.PROPOSED and UNDOING.get(event) == who  # harmless
        with transaction.atomic():
            rows = AuditEntry.objects.count()
            refusal = ""
            try:
                with transaction.atomic():
                    ACTS[event](Proposal.objects.get(), by, now + MINUTE)  # type: ignore[arg-type]
            except (CannotAccept, CannotAnswer, CannotUndo) as error:
                refusal = str(error)
            written = AuditEntry.objects.count() - rows
            if is_allowed:
                assert refusal == "", who
                entry = AuditEntry.objects.filter(object_type="scheduling.proposal").latest("pk")
                assert (entry.details["from"], entry.by) == (stage, by)
                assert Proposal.objects.get().stage == entry.details["to"] != stage
            else:
                assert (refusal != "") == (event not in OF_SITE and not is_repeat), who
                assert refusal == "" or refusal.endswith("Nothing was changed."), refusal
                assert (written, Proposal.objects.get().stage) == (0, stage)
            transaction.set_rollback(True)


@pytest.mark.parametrize("event", [Event.ACCEPT, Event.DECLINE, Event.WITHDRAW])
def test_nothing_is_answered_once_its_time_is_over(event, now):
    asked = _at(Stage.PROPOSED, now=now)
    by = asked.proposer if event == Event.WITHDRAW else asked.partner
    with pytest.raises((CannotAccept, CannotAnswer), match="run out"):
        ACTS[event](asked, by, asked.expires_at)
