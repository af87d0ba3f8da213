from datetime import timedelta

import pytest

from feedback.actions.responses import reply_to, thank_for
from feedback.models import Review
from feedback.queries.interviewing import (
    applied_takeaways,
    own_tip,
    rated_interviewing,
    thanks_to,
)
from feedback.queries.own_criteria import CriterionApart, criteria_apart
from tests.dashboards.builders import held, interviewer_form
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, submit_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def interviewer():
    return UserFactory()


def interviewed(interviewer, candidate=None, *, at, is_released=True, score=3):
    """`interviewer` has interviewed `candidate` at `at`; both have written everything."""
    candidate = candidate or UserFactory()
    session = opened_session(now=at, first=interviewer, second=candidate, mode="one_way")
    submit_all(interviewer, session, now=at)
    if is_released:
        submit_all(candidate, session, now=at, score=score)
    return session


def form_in(session, perspective):
    return Review.objects.get(leg__session=session, perspective=perspective)


def days_ago(days, *, now):
    return now - timedelta(days=days)


def test_only_released_forms_on_the_person_are_rated(interviewer, now):
    other = UserFactory()
    for days in (9, 8, 7):
        interviewed(interviewer, at=days_ago(days, now=now))
        interviewed(other, interviewer, at=days_ago(days + 10, now=now), score=1)
    interviewed(interviewer, at=days_ago(1, now=now), is_released=False)
    unread = interviewed(interviewer, at=days_ago(2, now=now), score=1)
    Review.objects.filter(leg__session=unread).update(released_at=None)

    found = rated_interviewing(interviewer)
    assert (found.forms, found.people) == (3, 3)
    assert {question.mean for question in found.questions} == {3}
    assert rated_interviewing(UserFactory()).forms == 0


def test_comments_replies_and_thanks_reach_the_interviewer_once_released(interviewer, now):
    older = interviewed(interviewer, at=days_ago(5, now=now))
    newer = interviewed(interviewer, at=days_ago(2, now=now))
    secret = interviewed(interviewer, at=days_ago(1, now=now))
    Review.objects.filter(leg__session=secret).update(released_at=None, comment="SECRET")
    on_candidate = form_in(older, "interviewer")
    reply_to(on_candidate, text="That helped", by=on_candidate.subject, now=now)
    thank_for(on_candidate, by=on_candidate.subject, now=now)

    found = thanks_to(interviewer)
    assert found.count == 1
    assert [(one.text, one.is_reply, one.at) for one in found.words] == [
        ("private words", False, newer.starts_at),
        ("private words", False, older.starts_at),
        ("That helped", True, older.starts_at),
    ]
    assert found.words[0].by == form_in(newer, "candidate").author.profile.pseudonym
    assert thanks_to(on_candidate.subject).words == []


def carry_on(first, *, candidates, at, applied):
    """`first` interviews each of `candidates`, then somebody else does and reports `applied`."""
    for candidate, what in zip(candidates, applied, strict=True):
        interviewed(first, candidate, at=at)
        later = interviewed(UserFactory(), candidate, at=at + timedelta(days=1))
        Review.objects.filter(leg__session=later, perspective="interviewer").update(applied=what)


def test_what_later_interviewers_saw_is_told_from_three_reports_on(interviewer, now):
    people = [UserFactory() for _ in range(3)]
    at = days_ago(9, now=now)
    carry_on(interviewer, candidates=people[:2], at=at, applied=("applied", "not"))
    assert applied_takeaways(interviewer).is_enough is False
    carry_on(interviewer, candidates=people[2:], at=at, applied=("partly",))
    found = applied_takeaways(interviewer)
    assert found.counts == {"applied": 1, "not": 1, "partly": 1}
    assert found.used == ["Name the invariant."]
    assert applied_takeaways(people[0]).reports == 0


def test_reports_that_are_unreleased_excluded_or_ones_own_do_not_count(interviewer, now):
    people = [UserFactory() for _ in range(6)]
    carry_on(interviewer, candidates=people, at=days_ago(9, now=now), applied=["applied"] * 6)
    reports = list(Review.objects.exclude(carried_from=None).order_by("pk"))
    assert len(reports) == applied_takeaways(interviewer).reports == 6
    Review.objects.filter(pk=reports[0].pk).update(released_at=None)
    Review.objects.filter(pk=reports[1].pk).update(is_excluded=True)
    Review.objects.filter(pk=reports[2].pk).update(author=interviewer)
    Review.objects.filter(pk=reports[3].carried_from_id).update(is_excluded=True)
    assert applied_takeaways(interviewer).reports == 2


def test_the_tip_counts_released_forms_that_count(interviewer, now):
    for days in (9, 8, 7):
        interviewed(interviewer, at=days_ago(days, now=now))
    interviewed(interviewer, at=days_ago(1, now=now), is_released=False)
    first = Review.objects.filter(author=interviewer, perspective="interviewer").first()
    Review.objects.filter(pk=first.pk).update(is_excluded=True)
    found = own_tip(interviewer)
    assert (found.tip, found.forms, found.missing) == (None, 2, 5)


def rated(interviewer, candidate, *, at, **scores):
    """A released form on five criteria, threes but for `scores`."""
    session = held(interviewer, candidate, starts_at=at)
    rubric = session.legs.get().rubric_version
    for position, slug in enumerate(("names", "structure", "tests"), start=7):
        template = rubric.criteria.first()
        template.pk, template.slug, template.name, template.position = None, slug, slug, position
        template.save()
    review = interviewer_form(session)
    for slug, score in scores.items():
        review.ratings.filter(criterion__slug=slug).update(score=score)
    return review


def test_the_criterion_in_which_one_differs_is_named_by_counted_forms_alone(interviewer, now):
    others = [UserFactory() for _ in range(5)]
    forms = []
    for day in range(1, 7):
        candidate = UserFactory()
        rated(interviewer, candidate, at=days_ago(day, now=now), tests=1)
        forms += [rated(other, candidate, at=days_ago(day + 20, now=now)).pk for other in others]
    assert criteria_apart(interviewer) == [CriterionApart("tests", "Coding", is_lower=True)]
    assert criteria_apart(others[0]) == []
    Review.objects.filter(pk__in=forms[::5]).update(released_at=None)
    assert criteria_apart(interviewer) == []


def test_criteria_take_the_same_queries_however_many(interviewer, now, django_assert_num_queries):
    for day in (1, 2, 3):
        rated(interviewer, UserFactory(), at=days_ago(day, now=now))
        with django_assert_num_queries(3):
            criteria_apart(interviewer)
