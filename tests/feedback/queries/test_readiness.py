from datetime import timedelta

import pytest

from feedback.actions.readiness import refit_readiness
from feedback.models import Rating
from feedback.queries.readiness import readiness_of, readiness_of_people
from interviews.models import Competency, Criterion
from tests.factories import UserFactory
from tests.feedback.builders import form_of, loop_of, opened_session, submit, submit_all

pytestmark = pytest.mark.django_db


def _interviewed(candidate, *, now, days_ago, interviewer=None, released=True, **answers):
    """A one-way session that long ago, with feedback by `interviewer` (or somebody new)."""
    interviewer = interviewer or UserFactory()
    at = now - timedelta(days=days_ago)
    kind = answers.pop("kind", "coding")
    own = answers.pop("own", 3)
    session = opened_session(now=at, mode="one_way", first=interviewer, second=candidate, kind=kind)
    submit(candidate, session, "self", now=at, score=own)
    submit_all(interviewer, session, now=at, **answers)
    if released:
        submit_all(candidate, session, now=at)
    return session


def test_three_released_sessions_give_a_competency_its_band(now):
    me = UserFactory()
    for days_ago in (3, 2, 1):
        _interviewed(me, now=now, days_ago=days_ago, score=4, recommendation=4)
    line = readiness_of(me, now=now).competencies[0]
    assert (line.slug, line.sessions, line.interviewers) == ("approach", 3, 3)
    assert 0.5 < line.chance.low < line.chance.p < line.chance.high < 1
    assert (str(line.band), line.raw_mean, line.raw_yes) == ("strong", 4.0, 1.0)
    assert (line.last_at, line.trend) == (now - timedelta(days=1), ())


def test_what_is_not_released_does_not_count(now):
    me = UserFactory()
    for days_ago in (3, 2):
        _interviewed(me, now=now, days_ago=days_ago)
    _interviewed(me, now=now, days_ago=1, released=False)
    readiness = readiness_of(me, now=now)
    assert (readiness.sessions, readiness.rounds[0].sessions) == (2, 2)
    assert readiness.rounds[0].band == "not enough evidence yet"
    assert readiness.rounds[0].chance is None
    assert len(readiness.rounds[0].quotes) == 2 * 2


def test_ratings_of_ones_interviewing_are_no_evidence(now):
    me = UserFactory()
    for days_ago in (3, 2, 1):
        candidate = UserFactory()
        _interviewed(candidate, now=now, days_ago=days_ago, interviewer=me)
    assert readiness_of(me, now=now).sessions == 0


def test_the_same_interviewer_thrice_is_not_enough(now):
    me, other = UserFactory(), UserFactory()
    for days_ago in (3, 2, 1):
        _interviewed(me, now=now, days_ago=days_ago, interviewer=other)
    line = readiness_of(me, now=now).rounds[0]
    assert (line.band, line.sessions, line.interviewers) == ("not enough evidence yet", 3, 1)


def test_rounds_of_the_target_loop_have_a_line_each_by_kind(now):
    me = UserFactory(target_loop=loop_of("coding", "behavioural"))
    for days_ago in (3, 2, 1):
        _interviewed(me, now=now, days_ago=days_ago, score=4, recommendation=4)
    readiness = readiness_of(me, now=now)
    assert readiness.loop == me.preparation.target_loop
    lines = [(r.name, r.kind, r.weight, r.sessions, str(r.band)) for r in readiness.rounds]
    assert lines == [
        ("Round 1", "coding", 1.0, 3, "strong"),
        ("Round 2", "behavioural", 2.0, 0, "not enough evidence yet"),
    ]


def test_without_a_loop_the_rounds_are_the_kinds_practised_or_wanted(now):
    me = UserFactory(candidate_kinds=["behavioural"])
    _interviewed(me, now=now, days_ago=1)
    rounds = [(line.name, line.sessions) for line in readiness_of(me, now=now).rounds]
    assert rounds == [("Coding", 1), ("Behavioural", 0)]


def test_not_observed_criteria_say_nothing_of_their_competency(now):
    me, interviewer = UserFactory(), UserFactory()
    session = _interviewed(me, now=now, days_ago=1, interviewer=interviewer)
    form_of(interviewer, session, "interviewer").ratings.filter(criterion__slug="approach").update(
        score=None, is_observed=False
    )
    lines = {line.slug: line.sessions for line in readiness_of(me, now=now).competencies}
    assert lines == {"approach": 0, "verbal-reasoning": 1}


def test_quotes_name_who_when_and_where_to_read_on(now):
    me, other = UserFactory(), UserFactory()
    session = _interviewed(me, now=now, days_ago=2, interviewer=other, evidence="“sort first”")
    _interviewed(me, now=now, days_ago=5, evidence="older")
    quotes = readiness_of(me, now=now).competencies[0].quotes
    assert [quote.text for quote in quotes] == ["“sort first”", "older"]
    first = quotes[0]
    assert (first.by, first.criterion, first.score) == (other.profile.pseudonym, "Approach", 3)
    assert (first.at, first.leg) == (session.starts_at, session.legs.get().public_id)


def test_the_self_gap_compares_the_same_criteria_of_the_same_session(now):
    me = UserFactory()
    for days_ago, own in ((3, 4), (2, 3), (1, 4)):
        _interviewed(me, now=now, days_ago=days_ago, own=own, score=3)
    gap = readiness_of(me, now=now).self_gap
    assert (gap.sessions, gap.mean) == (3, pytest.approx(2 / 3))
    assert gap.words == "higher than your interviewers do"


def test_several_people_at_once_are_each_given_their_own(now):
    first, second = UserFactory(), UserFactory()
    for days_ago in (3, 2, 1):
        _interviewed(first, now=now, days_ago=days_ago, score=4, recommendation=4)
    _interviewed(second, now=now, days_ago=1)
    both = readiness_of_people([first, second], now=now)
    assert both == {
        first.pk: readiness_of(first, now=now),
        second.pk: readiness_of(second, now=now),
    }
    assert [both[user.pk].sessions for user in (first, second)] == [3, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow_with_the_reviews(now, count, django_assert_num_queries):
    me = UserFactory(target_loop=loop_of("coding"))
    for days_ago in range(count):
        _interviewed(me, now=now, days_ago=days_ago + 1)
    with django_assert_num_queries(16):
        readiness = readiness_of(me, now=now)
        assert readiness.sessions == count
        assert readiness.loop.company.name == "Netflix"


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow_with_the_people(now, count, django_assert_num_queries):
    loop = loop_of("coding")
    people = [UserFactory(target_loop=loop) for _ in range(count)]
    for user in people:
        _interviewed(user, now=now, days_ago=1)
    with django_assert_num_queries(16):
        assert len(readiness_of_people(people, now=now)) == count


def test_within_a_window_nothing_before_and_after_it_counts(now):
    me = UserFactory()
    for days_ago in (9, 5, 4, 1):
        _interviewed(me, now=now, days_ago=days_ago)
    window = (now - timedelta(days=5), now - timedelta(days=1))
    seen = readiness_of_people([me], now=now, windows={me.pk: window})[me.pk]
    assert (seen.sessions, seen.last_at) == (2, now - timedelta(days=4))
    unknown = readiness_of_people([me], now=now, windows={})[me.pk]
    assert (unknown.sessions, unknown.self_gap.sessions) == (0, 0)


def test_trend_has_a_point_for_each_of_four_sessions_with_who_and_what(now):
    me, other = UserFactory(), UserFactory()
    sessions = [
        _interviewed(me, now=now, days_ago=days_ago, recommendation=level, score=level, **by)
        for days_ago, level, by in ((8, 1, {}), (6, 3, {}), (4, 4, {"interviewer": other}))
    ]
    assert readiness_of(me, now=now).rounds[0].trend == ()
    _interviewed(me, now=now, days_ago=2, kind="behavioural")
    sessions.append(_interviewed(me, now=now, days_ago=1, recommendation=4, score=3))
    readiness = readiness_of(me, now=now)
    trend = readiness.rounds[0].trend
    assert [point.at for point in trend] == [session.starts_at for session in sessions]
    assert [point.recommendation for point in trend] == [1, 3, 4, 4]
    assert (trend[2].by, trend[2].leg) == (
        other.profile.pseudonym,
        sessions[2].legs.get().public_id,
    )
    assert trend[0].chance.p < trend[1].chance.p < trend[2].chance.p
    now_ = readiness.rounds[0].chance
    assert trend[-1].chance.p == pytest.approx(now_.p, abs=0.002)
    assert trend[-1].chance.high - trend[-1].chance.low < now_.high - now_.low
    competency = readiness.competencies[0]
    assert [point.recommendation for point in competency.trend] == [1, 3, 4, 3, 3]
    assert competency.trend[-1].chance.p == pytest.approx(competency.chance.p, abs=0.01)
    assert readiness.rounds[1].trend == ()


def test_trend_is_of_released_forms_alone(now):
    me = UserFactory()
    for days_ago in (4, 3, 2):
        _interviewed(me, now=now, days_ago=days_ago)
    _interviewed(me, now=now, days_ago=1, released=False)
    assert [line.trend for line in readiness_of(me, now=now).rounds] == [()]


def test_raw_numbers_of_a_competency_are_of_sessions(now):
    """Two criteria of one competency in one session are one session."""
    me = UserFactory()
    for days_ago, levels in ((3, (1, 3)), (2, (3, 3)), (1, (4, 4))):
        session = _interviewed(me, now=now, days_ago=days_ago)
        ratings = Rating.objects.filter(
            review__leg__session=session, review__perspective="interviewer"
        )
        for rating, level in zip(ratings.order_by("criterion__position"), levels, strict=True):
            rating.criterion.competency = Competency.objects.get(slug="approach")
            rating.criterion.save()
            ratings.filter(pk=rating.pk).update(score=level)
    line = readiness_of(me, now=now).competencies[0]
    assert (line.slug, line.sessions) == ("approach", 3)
    assert line.raw_mean == pytest.approx(3)
    assert line.raw_yes == pytest.approx(2 / 3)


def test_criterion_that_last_nights_fit_does_not_know_says_nothing_yet(now):
    me = UserFactory()
    for days_ago in (9, 8, 7):
        _interviewed(me, now=now - timedelta(days=1), days_ago=days_ago)
    refit_readiness(now=now - timedelta(hours=12))
    Criterion.objects.filter(slug="approach").update(slug="new-name")
    found = {line.slug: str(line.band) for line in readiness_of(me, now=now).competencies}
    assert found["approach"] == "not enough evidence yet"
    assert found["verbal-reasoning"] != "not enough evidence yet"
