"""Booking, cancelling, moving and expiring in any order: claims are exactly the live sessions."""

from datetime import datetime, timedelta
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

from accounts.models import AuditEntry
from interviews.actions.attendance import close_session
from interviews.actions.disputes import (
    agree_to_dispute,
    dispute_mark,
    reopen_dispute,
    take_back_dispute,
)
from interviews.actions.life import CannotChangeSession, take_step
from interviews.domain.booking_life import TABLE, Event, Stage
from interviews.models import Dispute, Session
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
from scheduling.actions.undo import CannotUndo, undo_cancel, undo_decline, undo_withdraw
from scheduling.actions.waitlist import fill_slot, join_waitlist
from scheduling.models import FreedSlot, Proposal, WaitlistOffer
from tests.scheduling.worlds import claimed, fill_catalogue, held_by, in_days, person, propose

# From the clock: soon, or late enough to be moved; close together, so that times collide.
QUARTERS = st.sampled_from([8, 9, 12, 52, 53, 54, 56, 60])
PEOPLE = st.integers(min_value=0, max_value=2)
PICK = st.integers(min_value=0, max_value=50)
MARK = st.sampled_from(["present", "late", "absent", "technical", "unknown"])
REFUSALS = (
    *(CannotAccept, CannotAnswer, CannotCancel, CannotPropose, CannotUndo),
    CannotChangeSession,
)
STEPS = {(step.origin, step.event, step.target) for step in TABLE}


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
        self.sequences: dict[int, int] = {}
        for user in self.people:
            wishes = dict.fromkeys(("from_date", "until_date", "starts", "ends"))
            join_waitlist(user, ways=["swap"], kinds=[], now=self.now, **wishes)
        for by, to, quarters in ((0, 1, 60), (1, 2, 52)):  # something to move and cancel
            self.ask(by, to, quarters)
            self.accept_as_asked(0)

    def attempt(self, act, *arguments, **named) -> None:
        try:
            act(*arguments, now=self.now, **named)
        except REFUSALS:
            return

    def quarter(self) -> datetime:
        return self.now.replace(minute=self.now.minute // 15 * 15)

    def some(self, rows, pick: int):
        found = list(rows.order_by("pk"))
        return found[pick % len(found)] if found else None

    @rule(by=PEOPLE, to=PEOPLE, quarters=QUARTERS)
    def ask(self, by: int, to: int, quarters: int) -> None:
        start = self.quarter() + timedelta(minutes=15) * quarters
        self.attempt(propose, self.people[by], self.people[to], starts_at=start)

    @rule(pick=PICK, quarters=QUARTERS, by=st.integers(0, 1), is_answered=st.booleans())
    def move(self, pick: int, quarters: int, by: int, is_answered: bool) -> None:
        if session := self.some(Session.objects.live(), pick):
            start = self.quarter() + timedelta(minutes=15) * quarters
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

    @rule(pick=PICK, who=st.integers(0, 1))
    def cancel_as_one_of_the_two(self, pick: int, who: int) -> None:
        if session := self.some(Session.objects.filter(state="confirmed"), pick):
            self.attempt(cancel_booking, session, by=people_of(session)[who], reason="")

    @rule(pick=PICK, who=st.none() | PEOPLE)
    def undo_cancel(self, pick: int, who: int | None) -> None:
        """By whoever cancelled (None), or by anybody."""
        if session := self.some(Session.objects.filter(state="cancelled"), pick):
            by = session.cancelled_by if who is None else self.people[who]
            self.attempt(undo_cancel, session, by=by)

    @rule(pick=PICK, who=st.none() | PEOPLE)
    def undo_answer(self, pick: int, who: int | None) -> None:
        closed = Proposal.objects.filter(state__in=("declined", "withdrawn"))
        if proposal := self.some(closed, pick):
            undo = undo_withdraw if proposal.state == "withdrawn" else undo_decline
            by = proposal.answered_by if who is None else self.people[who]
            self.attempt(undo, proposal, by=by)

    @rule(pick=PICK, by=st.integers(0, 1), first=MARK, second=MARK)
    def play(self, pick: int, by: int, first: str, second: str) -> None:
        """The clock goes on to a session's start, and to its end."""
        coming = Session.objects.filter(state="confirmed", starts_at__gte=self.now)
        if session := self.some(coming, pick):
            people = people_of(session)
            self.now = session.starts_at
            self.attempt(take_step, session, Event.START, by=people[by])
            self.now = session.ends_at
            marks = {people[0].pk: first, people[1].pk: second}
            self.attempt(close_session, session, marks=marks, by=None)

    @rule(pick=PICK, who=PEOPLE, mark=MARK)
    def dispute(self, pick: int, who: int, mark: str) -> None:
        if session := self.some(Session.objects.exclude(marked_at=None), pick):
            place = session.participations.order_by("pk")[pick % 2]
            words = {"claimed": mark, "text": "-"}
            self.attempt(dispute_mark, place, by=self.people[who], **words)

    @rule(
        pick=PICK,
        who=PEOPLE,
        act=st.sampled_from([agree_to_dispute, take_back_dispute, reopen_dispute]),
    )
    def settle(self, pick: int, who: int, act) -> None:
        if dispute := self.some(Dispute.objects.all(), pick):
            self.attempt(act, dispute, by=self.people[who])

    @rule(pick=PICK)
    def look_for_somebody(self, pick: int) -> None:
        if slot := self.some(FreedSlot.objects.all(), pick):
            fill_slot(slot.pk, now=self.now)

    @rule(minutes=st.sampled_from([5, 15, 60, 300, 48 * 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def claims_are_the_quarters_of_sessions_that_stand(self) -> None:
        """Live ones, and those that are over: their time has passed, and they may go on."""
        for user in getattr(self, "people", []):
            stand = Session.objects.exclude(state="cancelled").filter(participations__user=user)
            assert claimed(user) == held_by(*stand)

    @invariant()
    def nobody_is_booked_twice(self) -> None:
        for user in getattr(self, "people", []):
            live = list(Session.objects.live().of(user).order_by("starts_at"))
            for earlier, later in pairwise(live):
                assert earlier.ends_at <= later.starts_at

    @invariant()
    def sequences_only_rise(self) -> None:
        for pk, sequence in Session.objects.values_list("pk", "sequence"):
            assert sequence >= getattr(self, "sequences", {}).get(pk, 0)
            self.sequences[pk] = sequence

    @invariant()
    def every_state_is_where_its_audit_trail_ends_by_steps_of_the_table(self) -> None:
        for model, first in ((Session, Stage.CONFIRMED), (Proposal, Stage.NOTHING)):
            for row in model.objects.all():
                assert row.stage == self.trail_of(row, first=first)

    def trail_of(self, row, *, first: Stage) -> Stage:
        entries = AuditEntry.objects.filter(
            object_type=row._meta.label_lower, object_id=str(row.pk), verb__startswith="booking."
        )
        at = first
        for entry in entries.order_by("pk"):
            origin, target = Stage(entry.details["from"]), Stage(entry.details["to"])
            assert origin == at
            assert (origin, Event(entry.verb.removeprefix("booking.")), target) in STEPS
            at = target
        return at

    @invariant()
    def nobody_is_offered_a_freed_time_twice_nor_their_own(self) -> None:
        for slot in FreedSlot.objects.all():
            asked = list(slot.offers.values_list("user_id", flat=True))
            assert len(asked) == len(set(asked))
            assert not {slot.person_id, slot.without_id} & set(asked)
        assert WaitlistOffer.objects.count() == Proposal.objects.filter(origin="waitlist").count()

    @invariant()
    def a_dispute_is_open_exactly_where_a_session_says_so(self) -> None:
        disputed = set(Session.objects.filter(is_disputed=True).values_list("pk", flat=True))
        open_ones = Dispute.objects.open().values_list("place__session_id", flat=True)
        assert disputed == set(open_ones)


@pytest.mark.django_db
def test_claims_audit_and_offers_agree_with_the_bookings_whatever_happens():
    run_state_machine_as_test(
        Bookings,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
