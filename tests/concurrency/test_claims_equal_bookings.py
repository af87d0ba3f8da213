"""Booking, cancelling, moving and expiring in any order: claims are exactly the live sessions."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from interviews.models import Session
from interviews.queries.sessions import people_of
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.bookings import CannotCancel, cancel_booking
from scheduling.actions.proposals import (
    CannotAnswer,
    CannotPropose,
    decline_proposal,
    expire_proposal,
    propose_move,
    withdraw_proposal,
)
from scheduling.models import Proposal
from tests.scheduling.worlds import claimed, fill_catalogue, held_by, in_days, person, propose

# From the clock: soon, or late enough to be moved; close together, so that times collide.
QUARTERS = st.sampled_from([8, 9, 12, 52, 53, 54, 56, 60])
PEOPLE = st.integers(min_value=0, max_value=2)
PICK = st.integers(min_value=0, max_value=50)
REFUSALS = (CannotAccept, CannotAnswer, CannotCancel, CannotPropose)


class Bookings(RuleBasedStateMachine):
    """Three people and a clock that only goes forward. Every refusal must leave all as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()  # every example starts from an empty database
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.now = in_days(1)
        fill_catalogue(packets=40, kinds=["coding"])
        self.people = [person(extra_time_percent=percent) for percent in (0, 25, 50)]
        for by, to, quarters in ((0, 1, 60), (1, 2, 52)):  # something to move and cancel
            self.ask(by, to, quarters)
            self.accept_as_asked(0)

    def attempt(self, act, *arguments, **named) -> None:
        try:
            act(*arguments, now=self.now, **named)
        except REFUSALS:
            return

    def some(self, rows, pick: int):
        found = list(rows.order_by("pk"))
        return found[pick % len(found)] if found else None

    @rule(by=PEOPLE, to=PEOPLE, quarters=QUARTERS)
    def ask(self, by: int, to: int, quarters: int) -> None:
        start = self.now + timedelta(minutes=15) * quarters
        self.attempt(propose, self.people[by], self.people[to], starts_at=start)

    @rule(pick=PICK, quarters=QUARTERS, by=st.integers(0, 1), is_answered=st.booleans())
    def move(self, pick: int, quarters: int, by: int, is_answered: bool) -> None:
        if session := self.some(Session.objects.live(), pick):
            start = self.now + timedelta(minutes=15) * quarters
            mover = people_of(session)[by]
            self.attempt(propose_move, session, by=mover, starts_at=start, message="")
            if is_answered and (asked := session.move_proposals.filter(state="open").first()):
                self.attempt(accept_proposal, asked, by=asked.partner)

    @rule(pick=PICK, who=PEOPLE)
    def accept(self, pick: int, who: int) -> None:
        if proposal := self.some(Proposal.objects.all(), pick):
            self.attempt(accept_proposal, proposal, by=self.people[who])

    @rule(pick=PICK)
    def accept_as_asked(self, pick: int) -> None:
        if proposal := self.some(Proposal.objects.open(), pick):
            self.attempt(accept_proposal, proposal, by=proposal.partner)

    @rule(pick=PICK, does_decline=st.booleans())
    def refuse(self, pick: int, does_decline: bool) -> None:
        if proposal := self.some(Proposal.objects.all(), pick):
            if does_decline:
                self.attempt(decline_proposal, proposal, by=proposal.partner, reason="")
            else:
                self.attempt(withdraw_proposal, proposal, by=proposal.proposer)

    @rule(pick=PICK)
    def expire(self, pick: int) -> None:
        if proposal := self.some(Proposal.objects.all(), pick):
            expire_proposal(proposal.pk, now=self.now)

    @rule(pick=PICK, who=PEOPLE)
    def cancel(self, pick: int, who: int) -> None:
        if session := self.some(Session.objects.all(), pick):
            self.attempt(cancel_booking, session, by=self.people[who], reason="")

    @rule(minutes=st.sampled_from([15, 60, 300, 48 * 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def claims_are_the_quarters_of_live_sessions(self) -> None:
        for user in getattr(self, "people", []):
            live = Session.objects.live().filter(participations__user=user)
            assert claimed(user) == held_by(*live)

    @invariant()
    def nobody_is_booked_twice(self) -> None:
        for user in getattr(self, "people", []):
            live = list(Session.objects.live().of(user).order_by("starts_at"))
            for earlier, later in pairwise(live):
                assert earlier.ends_at <= later.starts_at


@pytest.mark.django_db
def test_claims_are_exactly_the_quarters_of_live_sessions_whatever_happens():
    run_state_machine_as_test(
        Bookings,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
