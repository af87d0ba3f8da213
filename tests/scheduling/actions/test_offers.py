"""What the site proposes to two people: who is asked, whose yes counts, what a no leaves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from interviews.models import Session
from jobs.models import Job
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.offers import CannotOffer, Meeting, offer_session
from scheduling.actions.proposals import (
    CannotAnswer,
    CannotPropose,
    decline_proposal,
    expire_proposal,
    propose_session,
    withdraw_proposal,
)
from scheduling.domain.declines import Why
from scheduling.models import Claim, Decline, Proposal
from scheduling.queries.declines import not_wanted_by
from tests.factories import SessionFactory
from tests.scheduling.actions.test_proposals import owe_feedback
from tests.scheduling.worlds import book, claimed, held_by, in_days, person, propose

pytestmark = pytest.mark.django_db


def offer(first, second, *, starts_at=None, now=None, **fields) -> Proposal:
    meeting = Meeting(
        first=first,
        second=second,
        mode="swap",
        starts_at=starts_at or in_days(3),
        first_kind="coding",
        second_kind="behavioural",
        first_why=("Same level as you",),
        second_why=("Two levels above you",),
    )
    wanted = {"origin": "round", "expires_at": in_days(2), "now": now or in_days(0), **fields}
    return offer_session(meeting, **wanted)


def mails(event: str) -> list[tuple[int, int]]:
    """(proposal, reader) of the mails that wait."""
    rows = Job.objects.filter(kind=f"scheduling.send_proposal_{event}").order_by("pk")
    return [(row.arguments["proposal_id"], row.arguments["user_id"]) for row in rows]


@pytest.fixture
def pair(catalogue):
    return person(), person()


def test_an_offer_asks_both_and_holds_nobodys_time(pair, now):
    proposal = offer(*pair)
    assert [at for _, at in proposal.acceptances] == [None, None]
    assert mails("received") == [(proposal.pk, pair[0].pk), (proposal.pk, pair[1].pk)]
    expiry = Job.objects.get(kind="scheduling.expire_proposal")
    assert expiry.run_at == proposal.expires_at == in_days(2)
    assert Claim.objects.count() == 0
    assert proposal.why_for(pair[1]) == ["Two levels above you"]
    assert AuditEntry.objects.get(verb="booking.propose").by is None


def test_an_offer_ends_at_its_start_at_the_latest(pair):
    assert offer(*pair, expires_at=in_days(9)).expires_at == in_days(3)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_first_yes_waits_and_the_second_books(order, pair, now):
    proposal = offer(*pair)
    one, other = (pair[n] for n in order)
    assert accept_proposal(proposal, by=one, now=now) is None
    assert Session.objects.count() == Claim.objects.count() == 0
    assert mails("half") == [(proposal.pk, other.pk)]
    session = accept_proposal(Proposal.objects.get(), by=other, now=now)
    assert [(leg.candidate, leg.kind) for leg in session.legs.order_by("number")] == [
        (pair[0], "coding"),
        (pair[1], "behavioural"),
    ]
    assert claimed(pair[0]) == claimed(pair[1]) == held_by(session)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.session) == ("accepted", session)


def test_saying_yes_twice_is_one_yes(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[0], now=now)
    with pytest.raises(CannotAccept, match="said yes already"):
        accept_proposal(proposal, by=pair[0], now=now)
    assert Session.objects.count() == 0
    assert mails("half") == [(proposal.pk, pair[1].pk)]


def test_a_yes_given_beforehand_counts(pair, now):
    proposal = offer(*pair, origin="waitlist", accepted_by=[pair[1]])
    assert mails("received") == [(proposal.pk, pair[0].pk)]
    assert accept_proposal(proposal, by=pair[0], now=now) == Session.objects.get()


def test_who_cannot_book_hears_it_with_the_first_yes(pair, now):
    proposal = offer(*pair)
    review = owe_feedback(pair[0], since=now - timedelta(hours=25))
    with pytest.raises(CannotAccept, match="You owe feedback"):
        accept_proposal(proposal, by=pair[0], now=now)
    review.delete()
    session = SessionFactory(starts_at=in_days(3))
    Claim.objects.create(user=pair[0], quarter_at=in_days(3), session=session)
    with pytest.raises(CannotAccept, match="another session at that time"):
        accept_proposal(proposal, by=pair[0], now=now)
    assert Proposal.objects.get().proposer_accepted_at is None


def test_a_stranger_answers_nothing_and_nobody_withdraws_what_the_site_proposes(pair, now):
    proposal = offer(*pair)
    with pytest.raises(CannotAccept, match="Only the person"):
        accept_proposal(proposal, by=person(), now=now)
    for user in pair:
        with pytest.raises(CannotAnswer, match="Only the person who asked"):
            withdraw_proposal(proposal, by=user, now=now)


@pytest.mark.parametrize("who", [0, 1])
def test_either_declines_and_who_said_yes_is_told(who, pair, now):
    proposal = offer(*pair)
    decliner, other = pair[who], pair[1 - who]
    accept_proposal(proposal, by=other, now=now)
    decline_proposal(proposal, by=decliner, reason="Exam", why=Why.NOT_NOW, now=now)
    assert mails("declined") == [(proposal.pk, other.pk)]
    no = Decline.objects.get()
    assert (no.user, no.other, no.why, no.note, no.proposal) == (
        *(decliner, other, "not_now", "Exam", proposal),
    )
    with pytest.raises(CannotAccept, match="declined already"):
        accept_proposal(proposal, by=other, now=now)


def test_a_yes_can_be_taken_back_until_the_other_answers(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[0], now=now)
    decline_proposal(proposal, by=pair[0], reason="", why=Why.TIME, now=now)
    assert mails("declined") == []
    with pytest.raises(CannotAccept, match="declined already"):
        accept_proposal(proposal, by=pair[1], now=now)


def test_not_with_this_person_is_told_to_nobody(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[0], now=now)
    decline_proposal(proposal, by=pair[1], reason="Rude", why=Why.PERSON, now=now)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer_reason) == ("declined", "")
    assert [no.note for no in not_wanted_by(pair[1])] == ["Rude"]
    assert not_wanted_by(pair[0]) == []
    for asker, asked in (pair, pair[::-1]):
        with pytest.raises(CannotPropose, match="cannot be asked for a session"):
            propose(asker, asked, starts_at=in_days(5))


def test_an_offer_runs_out_once_and_who_said_yes_is_told(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[1], now=now)
    for _ in range(2):
        expire_proposal(proposal.pk, now=proposal.expires_at)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer_reason) == ("expired", "Nobody answered in time.")
    assert mails("expired") == [(proposal.pk, pair[1].pk)]


def test_what_a_booking_makes_impossible_is_closed(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[0], now=now)
    book(person(), pair[1], starts_at=proposal.starts_at + timedelta(minutes=30))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer_reason) == ("expired", "That time is no longer free.")
    assert mails("expired") == [(proposal.pk, pair[0].pk)]


def test_another_time_ends_the_offer_and_asks_the_partner(pair, now):
    proposal = offer(*pair)
    other_time = propose(pair[1], pair[0], starts_at=in_days(4), instead_of=proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer_reason) == (
        *("declined", "Another time was proposed instead."),
    )
    assert (other_time.origin, other_time.partner) == ("person", pair[0])
    assert Decline.objects.values_list("user", "why").get() == (pair[1].pk, "time")
    assert mails("declined") == []


def test_another_time_of_a_strangers_offer_is_refused_and_changes_nothing(pair, now):
    proposal = offer(*pair)
    with pytest.raises(CannotPropose, match="not between the two of you"):
        propose(pair[0], person(), starts_at=in_days(4), instead_of=proposal)
    asked = propose(pair[0], pair[1], starts_at=in_days(5))
    with pytest.raises(CannotPropose, match="not between the two of you"):
        propose(pair[0], pair[1], starts_at=in_days(4), instead_of=asked)
    assert set(Proposal.objects.values_list("state", flat=True)) == {"open"}


def test_another_time_instead_of_what_was_booked_is_refused(pair, now):
    proposal = offer(*pair)
    for user in pair:
        accept_proposal(proposal, by=user, now=now)
    with pytest.raises(CannotPropose, match="accepted already"):
        propose(pair[0], pair[1], starts_at=in_days(4), instead_of=proposal)


@pytest.mark.parametrize(
    ("why", "later", "words"),
    [
        (Why.PERSON, 9, "said no to the other"),
        (Why.LEVEL, 9, "said no to the other"),
        (Why.KIND, 9, "said no to the other"),
        (Why.NOT_NOW, 9, "quiet week"),
        (Why.TIME, 3, "said no to that time"),
    ],
)
def test_what_was_declined_is_not_offered_again(why, later, words, pair, now):
    decline_proposal(offer(*pair), by=pair[1], reason="", why=why, now=now)
    with pytest.raises(CannotOffer, match=words):
        offer(*pair, starts_at=in_days(later))
    assert Proposal.objects.count() == 1


def test_a_time_that_did_not_suit_with_one_does_not_suit_with_another(pair, now):
    decline_proposal(offer(*pair), by=pair[1], reason="", why=Why.TIME, now=now)
    with pytest.raises(CannotOffer, match="said no to that time"):
        offer(person(), pair[1])
    assert offer(person(), pair[0]).state == "open"


def test_nobody_is_offered_what_they_cannot_hold(pair, now):
    owe_feedback(pair[1], since=now - timedelta(hours=25))
    with pytest.raises(CannotOffer, match="owes feedback"):
        offer(*pair)
    busy = person()
    book(busy, person(), starts_at=in_days(3))
    with pytest.raises(CannotOffer, match="is not free"):
        offer(busy, person())
    with pytest.raises(CannotOffer, match="too soon"):
        offer(person(), person(), starts_at=in_days(0) + timedelta(hours=1))
    with pytest.raises(CannotOffer, match="volunteers as an interviewer"):
        offer(person(volunteers_only=True), person())


def test_the_notice_can_be_shorter_for_a_bench(pair):
    soon = in_days(0) + timedelta(hours=1)
    short = {"notice": timedelta(minutes=15), "expires_at": soon - timedelta(minutes=30)}
    assert offer(*pair, starts_at=soon, origin="standby", **short).state == "open"


def test_the_same_time_is_offered_to_two_people_once(pair):
    offer(*pair)
    with pytest.raises(CannotOffer, match="open proposal between the two"):
        offer(*pair[::-1])


def test_offers_do_not_count_among_what_one_asks(pair, now):
    for day in range(4, 15):
        offer(pair[0], pair[1], starts_at=in_days(day))
    assert propose(pair[0], pair[1], starts_at=in_days(20)).origin == "person"


def test_the_database_knows_no_acceptance_without_both(pair):
    proposal = offer(*pair)
    bad = (
        {"state": "accepted", "proposer_accepted_at": proposal.created_at},
        {"origin": "person"},
    )
    for changes in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(**changes)


def test_a_person_may_still_ask_whom_they_declined_for_now(pair, now):
    decline_proposal(offer(*pair), by=pair[1], reason="", why=Why.LEVEL, now=now)
    asked = propose_session(
        pair[0],
        by=pair[1],
        mode="swap",
        starts_at=in_days(5),
        proposer_kind="coding",
        partner_kind="coding",
        message="",
        now=now,
    )
    assert asked.state == "open"
