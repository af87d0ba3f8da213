from datetime import date, timedelta

import pytest

from accounts.models import AuditEntry
from feedback.models import Review
from interviews.models import Exposure, Packet, Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.proposals import (
    CannotAnswer,
    CannotPropose,
    decline_proposal,
    expire_proposal,
    propose_session,
    withdraw_proposal,
)
from scheduling.models import Claim, Proposal
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.worlds import book, fill_catalogue, in_days, person, propose

pytestmark = pytest.mark.django_db


def test_a_proposal_holds_nobodys_time_and_tells_the_partner(catalogue, now):
    asker, partner = person(), person()
    proposal = propose(asker, partner, starts_at=in_days(3), now=now)
    assert Claim.objects.count() == 0
    assert proposal.ends_at - proposal.starts_at == timedelta(minutes=60)
    assert list(Job.objects.order_by("pk").values_list("kind", "run_at")) == [
        ("scheduling.send_proposal_received", now),
        ("scheduling.expire_proposal", now + timedelta(hours=48)),
    ]
    assert AuditEntry.objects.get().verb == "booking.propose"


def test_extra_time_of_either_person_lengthens_what_is_proposed(catalogue, now):
    asker, partner = person(extra_time_percent=25), person(extra_time_percent=50)
    proposal = propose(asker, partner, starts_at=in_days(3))
    assert proposal.ends_at - proposal.starts_at == timedelta(minutes=90)  # 32 + 38 + 10


@pytest.mark.parametrize(("hours", "expected_hours"), [(72, 48), (48, 47), (24, 23), (2, 1)])
def test_a_proposal_can_be_answered_for_48_hours_but_not_in_the_last_hour(
    hours, expected_hours, catalogue
):
    now = in_days(0)
    starts_at = now + timedelta(hours=hours)
    proposal = propose(person(), person(), starts_at=starts_at, now=now)
    assert proposal.expires_at == now + timedelta(hours=expected_hours)


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (timedelta(days=-1), "in the past"),
        (timedelta(hours=1), "too soon"),
        (timedelta(days=2, minutes=5), "quarter of an hour"),
        (timedelta(days=2, seconds=1), "quarter of an hour"),
        (timedelta(days=61), "too far ahead"),
    ],
)
def test_a_time_nobody_can_be_asked_for_is_refused_in_words(offset, words, catalogue):
    now = in_days(0)
    with pytest.raises(CannotPropose, match=words):
        propose(person(), person(), starts_at=now + offset, now=now)
    assert (Proposal.objects.count(), Job.objects.count()) == (0, 0)


def test_nobody_books_with_themself(catalogue):
    asker = person()
    with pytest.raises(CannotPropose, match="yourself"):
        propose(asker, asker, starts_at=in_days(3))


def test_a_partner_without_free_time_then_is_refused(catalogue):
    partner = UserFactory()  # no weekly hours
    with pytest.raises(CannotPropose, match="not free for the whole"):
        propose(person(), partner, starts_at=in_days(3))


def test_half_of_the_partners_free_time_is_not_enough(catalogue):
    partner = person()
    start = in_days(3)
    partner.weekly_windows.all().delete()
    end = (start + timedelta(minutes=30)).time()
    partner.weekly_windows.create(weekday=start.weekday(), starts=start.time(), ends=end)
    with pytest.raises(CannotPropose, match="not free for the whole"):
        propose(person(), partner, starts_at=start)


def test_a_partners_booked_time_is_not_free_and_neither_is_ones_own(catalogue):
    asker, partner, third = person(), person(), person()
    book(partner, third, starts_at=in_days(3))
    overlap = in_days(3) + timedelta(minutes=45)
    with pytest.raises(CannotPropose, match="not free"):
        propose(asker, partner, starts_at=overlap)
    with pytest.raises(CannotPropose, match="You have another session"):
        propose(partner, asker, starts_at=overlap)
    assert propose(asker, partner, starts_at=in_days(3) + timedelta(minutes=60)).pk


def test_ones_own_hours_do_not_limit_what_one_asks_for(catalogue):
    asker = UserFactory()  # no weekly hours
    assert propose(asker, person(), starts_at=in_days(3)).state == "open"


@pytest.mark.parametrize("who", ["proposer", "partner"])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_active": False}, "left the site"),
        ({"profile.onboarded_at": None}, "setting up"),
        ({"profile.paused_until_date": date(2100, 1, 1)}, "pause"),
    ],
)
def test_people_who_left_are_not_set_up_or_pause_are_refused(who, change, words, catalogue):
    people = {"proposer": person(), "partner": person()}
    for path, value in change.items():
        target = people[who].profile if path.startswith("profile.") else people[who]
        setattr(target, path.removeprefix("profile."), value)
        target.save()
    with pytest.raises(CannotPropose, match=words):
        propose(people["proposer"], people["partner"], starts_at=in_days(3))


def test_a_pause_that_is_over_by_then_is_no_obstacle(catalogue):
    start = in_days(5)
    partner = person(paused_until_date=start.date())
    assert propose(person(), partner, starts_at=start).state == "open"


def test_the_same_time_between_the_same_two_is_asked_for_once_either_way(catalogue):
    asker, partner = person(), person()
    propose(asker, partner, starts_at=in_days(3))
    for by, to in ((asker, partner), (partner, asker)):
        with pytest.raises(CannotPropose, match="already an open proposal"):
            propose(by, to, starts_at=in_days(3) + timedelta(minutes=30))
    assert Proposal.objects.count() == 1


def test_a_declined_time_may_be_asked_for_again(catalogue, now):
    asker, partner = person(), person()
    first = propose(asker, partner, starts_at=in_days(3))
    decline_proposal(first, by=partner, reason="", now=now)
    assert propose(asker, partner, starts_at=in_days(3)).state == "open"


def test_the_eleventh_open_proposal_is_refused_until_one_is_withdrawn(catalogue, now):
    asker = person()
    partners = [person() for _ in range(11)]
    made = [propose(asker, partner, starts_at=in_days(3)) for partner in partners[:10]]
    with pytest.raises(CannotPropose, match="10 proposals"):
        propose(asker, partners[10], starts_at=in_days(3))
    withdraw_proposal(made[0], by=asker, now=now)
    assert propose(asker, partners[10], starts_at=in_days(3)).state == "open"


def owe_feedback(author, *, since):
    session = SessionFactory(first=author, state="completed", starts_at=since)
    leg = session.legs.get(interviewer=author)
    return Review.objects.create(
        leg=leg,
        perspective="interviewer",
        author=author,
        subject=leg.candidate,
        opened_at=since,
    )


def test_owing_feedback_for_over_a_day_blocks_asking_until_it_is_in(catalogue, now):
    asker, partner = person(), person()
    review = owe_feedback(asker, since=now - timedelta(hours=25))
    with pytest.raises(CannotPropose, match="You owe feedback"):
        propose(asker, partner, starts_at=in_days(3))
    review.submitted_at = now
    review.save()
    assert propose(asker, partner, starts_at=in_days(3)).state == "open"


def test_feedback_owed_since_yesterday_evening_does_not_block_yet(catalogue, now):
    asker = person()
    owe_feedback(asker, since=now - timedelta(hours=23))
    assert propose(asker, person(), starts_at=in_days(3)).state == "open"


@pytest.mark.parametrize(
    ("mode", "proposer_kind", "partner_kind"),
    [("swap", "coding", ""), ("one_way", "coding", "coding"), ("one_way", "", "")],
)
def test_kinds_that_do_not_fit_the_mode_are_refused(mode, proposer_kind, partner_kind, catalogue):
    with pytest.raises(CannotPropose, match="exactly one"):
        propose_session(
            person(),
            by=person(),
            mode=mode,
            starts_at=in_days(3),
            proposer_kind=proposer_kind,
            partner_kind=partner_kind,
            message="",
            now=in_days(0),
        )


def test_a_volunteer_is_never_asked_to_be_the_candidate(catalogue):
    volunteer = person(volunteers_only=True)
    with pytest.raises(CannotPropose, match="volunteers"):
        propose(person(), volunteer, starts_at=in_days(3))
    one_way = propose(person(), volunteer, starts_at=in_days(3), mode="one_way", partner_kind="")
    assert one_way.state == "open"


def test_a_kind_without_a_new_question_is_refused_before_anybody_waits(now):
    fill_catalogue(packets=1, kinds=["coding"])
    asker = person()
    for packet in Packet.objects.all():
        Exposure.objects.create(user=asker, packet=packet, role="interviewer", at=now)
    with pytest.raises(CannotPropose, match="no question of that kind left"):
        propose(asker, person(), starts_at=in_days(3))


def test_only_the_partner_declines_and_only_the_proposer_withdraws(catalogue, now):
    asker, partner, stranger = person(), person(), person()
    proposal = propose(asker, partner, starts_at=in_days(3))
    for user in (asker, stranger):
        with pytest.raises(CannotAnswer):
            decline_proposal(proposal, by=user, reason="", now=now)
    for user in (partner, stranger):
        with pytest.raises(CannotAnswer):
            withdraw_proposal(proposal, by=user, now=now)
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_a_decline_keeps_its_reason_and_tells_the_proposer(catalogue, now):
    asker, partner = person(), person()
    proposal = propose(asker, partner, starts_at=in_days(3))
    decline_proposal(proposal, by=partner, reason="Exam week", now=now)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer_reason, proposal.answered_at) == (
        *("declined", "Exam week", now),
    )
    assert Job.objects.filter(kind="scheduling.send_proposal_declined").count() == 1


@pytest.mark.parametrize(
    ("close", "words"),
    [
        (lambda p, now: accept_proposal(p, by=p.partner, now=now), "accepted already"),
        (lambda p, now: decline_proposal(p, by=p.partner, reason="", now=now), "declined already"),
        (lambda p, now: withdraw_proposal(p, by=p.proposer, now=now), "withdrawn"),
        (lambda p, now: expire_proposal(p.pk, now=p.expires_at), "Nobody answered in time"),
    ],
)
def test_a_closed_proposal_takes_no_other_answer(close, words, catalogue, now):
    proposal = propose(person(), person(), starts_at=in_days(3))
    close(proposal, now)
    before = Proposal.objects.values().get()
    with pytest.raises(CannotAnswer, match=words):
        decline_proposal(proposal, by=proposal.partner, reason="No", now=now)
    with pytest.raises(CannotAnswer, match=words):
        withdraw_proposal(proposal, by=proposal.proposer, now=now)
    assert Proposal.objects.values().get() == before


def test_expiry_comes_once_and_only_when_due(catalogue, now):
    proposal = propose(person(), person(), starts_at=in_days(3), now=now)
    expire_proposal(proposal.pk, now=proposal.expires_at - timedelta(seconds=1))
    assert Proposal.objects.get().state == "open"
    for _ in range(2):
        expire_proposal(proposal.pk, now=proposal.expires_at)
    assert Proposal.objects.get().state == "expired"
    assert Job.objects.filter(kind="scheduling.send_proposal_expired").count() == 1
    assert Session.objects.count() == 0
