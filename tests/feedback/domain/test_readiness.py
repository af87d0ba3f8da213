from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.readiness import (
    BETWEEN_PEOPLE,
    DIFFICULTY,
    DRIFT_PER_DAY,
    PRIOR_MEAN,
    SESSION,
    SEVERITY,
    Z_80,
    Band,
    Estimate,
    GapPoint,
    Observation,
    band_of,
    chance_words,
    competency_observation,
    criteria_noise,
    estimate,
    round_observation,
    self_gap_of,
    standing_of,
)

NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
NEAR = 5e-5


def _seen(value, *, interviewer=0, days_ago=0.0, noise=0.5, session="a"):
    return Observation(session, interviewer, NOW - timedelta(days=days_ago), value, noise)


def _sessions(*values, interviewers=None):
    """One session a day, the last one now; each with another interviewer unless told."""
    return [
        _seen(
            value,
            interviewer=interviewers[n] if interviewers else n,
            days_ago=len(values) - 1 - n,
            session=f"s{n}",
        )
        for n, value in enumerate(values)
    ]


observations = st.lists(
    st.builds(
        _seen,
        st.floats(min_value=1, max_value=4),
        interviewer=st.integers(min_value=0, max_value=4),
        days_ago=st.floats(min_value=0, max_value=400),
        noise=st.floats(min_value=0.2, max_value=0.7),
        session=st.uuids().map(str),
    ),
    max_size=12,
)


# --- values computed by hand ------------------------------------------------------------------


def test_nothing_seen_leaves_the_prior():
    found = estimate([], now=NOW)
    assert (found.mean, found.sd) == (2.5, 0.5)
    assert found.low == pytest.approx(1.8592, abs=NEAR)
    assert found.high == pytest.approx(3.1408, abs=NEAR)


def test_one_session_moves_the_prior_by_its_share():
    # weight 1/(0.066 + 0.5) = 1.76678; precision 4 + 1.76678 = 5.76678
    # mean (10 + 1.76678·4)/5.76678 = 2.95956; sd 1/√5.76678 = 0.41642
    found = estimate([_seen(4.0)], now=NOW)
    assert found.mean == pytest.approx(2.95956, abs=NEAR)
    assert found.sd == pytest.approx(0.41642, abs=NEAR)


def test_three_interviewers_say_more_than_one_interviewer_three_times():
    # three: Σ weight 3·1.76678 = 5.30035; mean (10 + 5.30035·3.5)/9.30035 = 3.06991
    # one: weight 1/(0.066 + 0.5/3) = 4.29799; mean (10 + 4.29799·3.5)/8.29799 = 3.01796
    three = estimate([_seen(3.5, interviewer=n, session=str(n)) for n in range(3)], now=NOW)
    one = estimate([_seen(3.5, interviewer=7, session=str(n)) for n in range(3)], now=NOW)
    assert (three.mean, three.sd) == pytest.approx((3.06991, 0.32791), abs=NEAR)
    assert (one.mean, one.sd) == pytest.approx((3.01796, 0.34715), abs=NEAR)


def test_a_session_a_year_old_says_less():
    # noise 0.5 + 365·0.00034 = 0.6241; weight 1/0.6901 = 1.44907; mean (10 + 5.79627)/5.44907
    found = estimate([_seen(4.0, days_ago=365)], now=NOW)
    assert found.mean == pytest.approx(2.89890, abs=NEAR)


def test_criteria_of_one_form_share_the_day_and_the_halo():
    # 0.17 + 0.028 + 0.34/k: six criteria are far from six sessions (0.538/6 = 0.0897)
    assert criteria_noise(1) == pytest.approx(0.538)
    assert criteria_noise(6) == pytest.approx(0.254667, abs=1e-6)


def test_a_round_is_half_recommendation_and_half_criteria():
    seen = round_observation(
        session="s", interviewer=1, at=NOW, recommendation=4, scores=[2, 3, 3, 2]
    )
    # (4 + 2.5)/2; 0.17 + 0.028 + (0.31 + 0.34/4)/4
    assert seen.value == 3.25
    assert seen.noise == pytest.approx(0.29675)


def test_a_round_without_observed_criteria_is_its_recommendation():
    seen = round_observation(session="s", interviewer=1, at=NOW, recommendation=2, scores=[])
    assert (seen.value, seen.noise) == (2.0, pytest.approx(0.508))


def test_a_competency_is_the_mean_of_its_criteria():
    seen = competency_observation(session="s", interviewer=1, at=NOW, scores=[1, 4])
    assert (seen.value, seen.noise) == (2.5, pytest.approx(0.368))


# --- bands and minima -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "sd", "expected"),
    [
        (2.0, 0.3, Band.NOT_YET),  # 1.62 to 2.38
        (2.2, 0.3, Band.GETTING_THERE),  # 1.82 to 2.58
        (2.8, 0.3, Band.GETTING_THERE),  # 2.42 to 3.18: the point alone would say ready
        (2.9, 0.3, Band.READY),  # 2.52 to 3.28
        (3.3, 0.3, Band.READY),  # 2.92 to 3.68
        (3.4, 0.3, Band.STRONG),  # 3.02 to 3.78
        (3.3, 0.1, Band.STRONG),
    ],
)
def test_the_band_is_where_the_interval_lies(mean, sd, expected):
    assert band_of(Estimate(mean, sd)) is expected


@pytest.mark.parametrize(
    ("interviewers", "missing"),
    [([1, 2], (1, 0)), ([1, 1, 1], (0, 1)), ([], (3, 2)), ([1] * 9, (0, 1))],
)
def test_too_few_sessions_or_interviewers_give_no_number(interviewers, missing):
    standing = standing_of(
        _sessions(*[3.5] * len(interviewers), interviewers=interviewers), now=NOW
    )
    assert standing.band == "not enough evidence yet"
    assert (standing.mean, standing.low, standing.high, standing.raw_mean) == (None,) * 4
    assert standing.trend == ()
    assert (standing.sessions_missing, standing.interviewers_missing) == missing


def test_three_sessions_with_two_interviewers_are_enough_but_no_trend():
    standing = standing_of(_sessions(3, 4, 4, interviewers=[1, 1, 2]), now=NOW)
    assert standing.is_enough
    assert (standing.sessions, standing.interviewers, standing.last_at) == (3, 2, NOW)
    assert standing.raw_mean == pytest.approx(11 / 3)
    assert standing.trend == ()


def test_the_trend_has_a_point_for_each_of_four_sessions_in_time():
    seen = _sessions(2, 3, 3, 4)
    standing = standing_of(list(reversed(seen)), now=NOW)
    assert [(point.session, point.value) for point in standing.trend] == [
        *(("s0", 2), ("s1", 3), ("s2", 3), ("s3", 4)),
    ]
    last = standing.trend[-1]
    assert (last.mean, last.low, last.high) == (standing.mean, standing.low, standing.high)
    assert standing.trend[0].mean == estimate(seen[:1], now=seen[0].at).mean


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1.0, 1.5, "almost never"),
        (1.5, 2.4, "almost never to about half of the time"),
        (2.0, 2.5, "seldom to about half of the time"),
        (2.6, 3.2, "about half of the time to mostly"),
        (3.3, 4.0, "almost always"),
    ],
)
def test_the_chance_is_said_in_words(low, high, words):
    assert chance_words(low, high) == words


# --- self gap ---------------------------------------------------------------------------------


def _gaps(*values, interviewers=2):
    return [
        GapPoint(f"s{n}", n % interviewers, NOW + timedelta(days=n), value)
        for n, value in enumerate(values)
    ]


def test_the_self_gap_is_a_mean_over_sessions_with_a_trend_from_four():
    gap = self_gap_of(reversed(_gaps(1.0, 0.5, 0.5, 0.0)))
    assert (gap.mean, gap.words) == (0.5, "higher than your interviewers do")
    assert [point.gap for point in gap.trend] == [1.0, 0.5, 0.5, 0.0]


@pytest.mark.parametrize(
    ("values", "interviewers", "mean", "words"),
    [
        ((0.5, 0.5), 2, None, "not enough evidence yet"),
        ((0.5, 0.5, 0.5), 1, None, "not enough evidence yet"),
        ((0.25, 0.25, 0.25), 2, 0.25, "about as your interviewers do"),
        ((-1.0, 0.0, -0.5), 2, -0.5, "lower than your interviewers do"),
    ],
)
def test_the_self_gap_is_said_in_words(values, interviewers, mean, words):
    gap = self_gap_of(_gaps(*values, interviewers=interviewers))
    assert (gap.mean, gap.words, gap.trend) == (mean, words, ())


# --- properties -------------------------------------------------------------------------------


@given(seen=observations)
def test_the_estimate_stays_on_the_scale(seen):
    found = estimate(seen, now=NOW)
    assert 1 <= found.low <= found.mean <= found.high <= 4
    assert found.sd <= 0.5


@given(seen=observations, more=observations.filter(bool))
def test_every_session_more_narrows_the_interval(seen, more):
    assert estimate([*seen, *more], now=NOW).sd < estimate(seen, now=NOW).sd


@given(seen=observations, random=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(seen, random):
    mixed = random.sample(seen, len(seen))
    assert standing_of(mixed, now=NOW) == standing_of(seen, now=NOW)


def test_rows_of_the_same_instant_may_come_in_any_order():
    seen = [_seen(value, interviewer=int(value), session=str(value)) for value in (1, 2, 4)]
    assert len({standing_of(order, now=NOW) for order in permutations(seen)}) == 1


@given(seen=observations.filter(bool))
def test_the_closed_form_is_the_posterior_of_the_full_gaussian_model(seen):
    """Dense conditioning: mean = μ + k V⁻¹ (y − μ), variance = τ² − k V⁻¹ k."""
    noises = [o.noise + DRIFT_PER_DAY * (NOW - o.at).total_seconds() / 86_400 for o in seen]
    covariance = [
        [
            BETWEEN_PEOPLE
            + (SEVERITY if a.interviewer == b.interviewer else 0)
            + (noises[i] if i == j else 0)
            for j, b in enumerate(seen)
        ]
        for i, a in enumerate(seen)
    ]
    gain = _solve(covariance, [BETWEEN_PEOPLE] * len(seen))
    mean = PRIOR_MEAN + sum(g * (o.value - PRIOR_MEAN) for g, o in zip(gain, seen, strict=True))
    variance = BETWEEN_PEOPLE - sum(g * BETWEEN_PEOPLE for g in gain)
    found = estimate(seen, now=NOW)
    assert (found.mean, found.sd**2) == pytest.approx((mean, variance), abs=1e-9)


def _solve(matrix, right):
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for pivot in range(size):
        for row in rows[pivot + 1 :]:
            factor = row[pivot] / rows[pivot][pivot]
            for column in range(pivot, size + 1):
                row[column] -= factor * rows[pivot][column]
    result = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * result[j] for j in range(i + 1, size))
        result[i] = (rows[i][size] - rest) / rows[i][i]
    return result


def test_the_80_percent_interval_holds_the_truth_four_times_in_five():
    """2,000 people, five sessions of six criteria with three interviewers, from the model."""
    random = Random(20261102)
    ours = apart = 0
    for _ in range(2000):
        truth = random.gauss(PRIOR_MEAN, BETWEEN_PEOPLE**0.5)
        severity = [random.gauss(0, SEVERITY**0.5) for _ in range(3)]
        seen, single = [], []
        for n in range(5):
            shared = truth + severity[n % 3] + random.gauss(0, (SESSION + DIFFICULTY) ** 0.5)
            scores = [shared + random.gauss(0, 0.34**0.5) for _ in range(6)]
            seen.append(
                _seen(sum(scores) / 6, interviewer=n % 3, noise=criteria_noise(6), session=str(n))
            )
            single += scores
        found = estimate(seen, now=NOW)
        ours += abs(truth - found.mean) <= Z_80 * found.sd
        # the classic mistake: thirty criteria as if they were thirty sessions
        raw = sum(single) / 30
        apart += abs(truth - raw) <= Z_80 * (0.604 / 30) ** 0.5
    assert ours / 2000 == pytest.approx(0.80, abs=0.03)
    assert apart / 2000 < 0.70
