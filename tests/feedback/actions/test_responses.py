from datetime import timedelta

import pytest

from feedback.actions.disputes import (
    CannotDispute,
    decide_dispute,
    dispute_review,
    reopen_dispute,
)
from feedback.actions.responses import CannotAnswer, reply_to, thank_for
from feedback.models import Review, ReviewDispute, ReviewReply
from feedback.permissions import can_read_review
from feedback.queries.disputes import review_disputes_to_decide
from feedback.queries.readiness import readiness_of
from tests.factories import UserFactory
from tests.feedback.builders import people_of, submit_all
from tests.feedback.test_permissions import coach_of
from tests.scheduling.worlds import deliver, text_of

pytestmark = pytest.mark.django_db


def _review(session, perspective="interviewer") -> Review:
    return Review.objects.get(leg__session=session, perspective=perspective)


# --- thanks and reply -----------------------------------------------------------------------


def test_thanking_twice_keeps_the_first_time(released, now):
    _, candidate = people_of(released)
    for later in (0, 5):
        thank_for(_review(released), by=candidate, now=now + timedelta(minutes=later))
    assert _review(released).thanked_at == now


def test_one_reply_and_the_author_is_told_without_its_words(released, now):
    interviewer, candidate = people_of(released)
    deliver()
    for _ in range(2):
        reply_to(_review(released), text="SECRET reply", by=candidate, now=now)
    with pytest.raises(CannotAnswer, match="replied already"):
        reply_to(_review(released), text="other", by=candidate, now=now)
    assert ReviewReply.objects.get().text == "SECRET reply"
    (mail,) = [mail for mail in deliver() if "has replied" in mail["Subject"]]
    assert mail["To"] == interviewer.email
    assert "SECRET" not in mail.as_string()


def test_interviewers_answer_what_candidates_said_of_them(released, now):
    interviewer, _ = people_of(released)
    reply_to(_review(released, "candidate"), text="Thanks", by=interviewer, now=now)
    assert ReviewReply.objects.get().review == _review(released, "candidate")


@pytest.mark.parametrize("answer", [thank_for, reply_to, dispute_review])
def test_nothing_is_answered_before_the_release(session, now, answer):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    words = {} if answer is thank_for else {"text": "x"}
    with pytest.raises((CannotAnswer, CannotDispute)):
        answer(_review(session), by=candidate, now=now, **words)


@pytest.mark.parametrize("answer", [thank_for, reply_to, dispute_review])
def test_nobody_answers_for_the_candidate(released, now, answer):
    interviewer, candidate = people_of(released)
    words = {} if answer is thank_for else {"text": "x"}
    for other in (interviewer, coach_of(candidate, now=now), UserFactory()):
        with pytest.raises((CannotAnswer, CannotDispute)):
            answer(_review(released), by=other, now=now, **words)


# --- disputes -------------------------------------------------------------------------------


def _disputed(session, *, now) -> ReviewDispute:
    _, candidate = people_of(session)
    return dispute_review(_review(session), text="wrong person", by=candidate, now=now)


def _quotes(candidate, *, now) -> int:
    return sum(len(line.quotes) for line in readiness_of(candidate, now=now).competencies)


def test_an_upheld_dispute_takes_the_form_out_of_readiness_and_opening_it_puts_it_back(
    released, now
):
    _, candidate = people_of(released)
    coach, dispute = coach_of(candidate, now=now), _disputed(released, now=now)
    counted = [_quotes(candidate, now=now)]
    decide_dispute(dispute, is_upheld=True, note="", by=coach, now=now)
    counted.append(_quotes(candidate, now=now))
    reopen_dispute(dispute, by=coach, now=now)
    counted.append(_quotes(candidate, now=now))
    decide_dispute(dispute, is_upheld=False, note="", by=coach, now=now)
    counted.append(_quotes(candidate, now=now))
    assert counted == [2, 0, 2, 2]
    dispute.refresh_from_db()
    assert (dispute.state, dispute.closed_by) == ("dismissed", coach)


def test_both_are_told_how_it_ended_and_nobody_why(released, now):
    interviewer, candidate = people_of(released)
    deliver()
    dispute = _disputed(released, now=now)
    decide_dispute(dispute, is_upheld=True, note="", by=coach_of(candidate, now=now), now=now)
    mails = [mail for mail in deliver() if "is decided" in mail["Subject"]]
    assert {mail["To"] for mail in mails} == {interviewer.email, candidate.email}
    assert all("was upheld" in text_of(mail) for mail in mails)
    assert all("wrong person" not in mail.as_string() for mail in mails)


def test_a_second_coach_finds_it_decided(released, now):
    _, candidate = people_of(released)
    first, second = coach_of(candidate, now=now), UserFactory(is_superuser=True)
    dispute = _disputed(released, now=now)
    for _ in range(2):  # a second click changes nothing
        decide_dispute(dispute, is_upheld=True, note="x", by=first, now=now)
    with pytest.raises(CannotDispute, match="decided already"):
        decide_dispute(dispute, is_upheld=False, note="", by=second, now=now)
    assert _review(released).is_excluded


def test_only_a_coach_of_the_candidate_or_staff_decides(released, now):
    interviewer, candidate = people_of(released)
    dispute = _disputed(released, now=now)
    coach, staff = coach_of(candidate, now=now), UserFactory(is_superuser=True)
    others = [interviewer, candidate, UserFactory(), coach_of(interviewer, now=now)]
    for other in others:
        with pytest.raises(CannotDispute, match="A coach of the candidate"):
            decide_dispute(dispute, is_upheld=True, note="", by=other, now=now)
    for user in others:
        assert list(review_disputes_to_decide(user)) == []
    for user in (coach, staff):
        assert list(review_disputes_to_decide(user)) == [dispute]


def test_a_form_is_disputed_once(released, now):
    first = _disputed(released, now=now)
    assert _disputed(released, now=now + timedelta(days=1)) == first


def test_the_form_on_an_interviewer_is_not_disputed(released, now):
    interviewer, _ = people_of(released)
    with pytest.raises(CannotDispute, match="Only the candidate"):
        dispute_review(_review(released, "candidate"), text="x", by=interviewer, now=now)


def test_staff_read_what_is_disputed_and_nothing_else(released, now):
    staff = UserFactory(is_superuser=True)
    assert not can_read_review(staff, _review(released))
    _disputed(released, now=now)
    readable = [
        p
        for p in ("interviewer", "self", "candidate")
        if can_read_review(staff, _review(released, p))
    ]
    assert readable == ["interviewer"]
