"""What others would do, on the same ratings: raw mean, shrunk mean, ordinal many-facet model.

Each gives a score and its standard deviation for every person and kind. All are turned into chances
in the same way, with the best probit line through what a form of each person said, scored without
it; so no baseline is judged by a scale that does not suit it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_ndtr, ndtr

from feedback.domain.readiness_model.passing import Z_80
from feedback.domain.readiness_model.ratings import Ratings
from feedback.domain.readiness_model.standings import recommendations

YES = 3
SEED = 1
PENALTIES = (1.5, 4.0)  # tried for the ordinal model; the one that foretells best is taken


@dataclass(frozen=True)
class Scores:
    mean: np.ndarray  # (I, K)
    sd: np.ndarray  # (I, K)


@dataclass(frozen=True)
class Chances:
    p: np.ndarray
    lo80: np.ndarray
    hi80: np.ndarray


Scorer = Callable[[Ratings, np.ndarray], Scores]  # of the forms (F,) that may be used


def raw_mean(ratings: Ratings, used: np.ndarray) -> Scores:
    """The plain mean of all that a person was given in a kind; nan where there was nothing."""
    kinds = len(ratings.kinds)
    value, cell = form_means(ratings)[used], (ratings.person * kinds + ratings.kind)[used]
    number, mean, within, _ = _moments(value, cell, len(ratings.people) * kinds)
    shape = (len(ratings.people), kinds)
    mean = np.where(number > 0, mean, np.nan)
    return Scores(mean.reshape(shape), np.sqrt(within / np.maximum(number, 1)).reshape(shape))


def shrunk_mean(ratings: Ratings, used: np.ndarray) -> Scores:
    """The mean of a person in all kinds, less what is usual in each, drawn towards everybody's.

    By empirical Bayes. Drawing each kind's own mean towards the middle errs more.
    """
    value, kinds = form_means(ratings), len(ratings.kinds)
    value -= (np.bincount(ratings.kind, value) / np.bincount(ratings.kind))[ratings.kind]
    number, mean, within, between = _moments(value[used], ratings.person[used], len(ratings.people))
    weight = number / (number + within / between)
    mean, sd = weight * mean, np.sqrt(between * (1 - weight))
    return Scores(np.tile(mean[:, None], kinds), np.tile(sd[:, None], kinds))


def form_means(ratings: Ratings) -> np.ndarray:
    return np.bincount(ratings.form, ratings.rating) / np.bincount(ratings.form)


def _moments(
    value: np.ndarray, group: np.ndarray, groups: int
) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Number and mean of each group; variance within and between, by analysis of it."""
    number = np.bincount(group, minlength=groups)
    mean = np.bincount(group, value, groups) / np.maximum(number, 1)
    full = number > 0
    within = ((value - mean[group]) ** 2).sum() / (number[full] - 1).sum()
    n, total = full.sum(), number.sum()
    among = (number * (mean - value.mean()) ** 2).sum() / (n - 1)
    size = (total - (number**2).sum() / total) / (n - 1)
    return number, mean, within, max((among - within) / size, 1e-3)


def ordinal_facets(penalty: float) -> Scorer:
    """A many-facet rating scale model, by penalised maximum likelihood.

    logit P(rating > m) = person + person in kind − severity − difficulty − line(criterion, m),
    all ratings independent, as such models have it.
    """
    variances = np.array([1.0, 0.7, 0.5, 0.2]) / penalty

    def scorer(ratings: Ratings, used: np.ndarray) -> Scores:
        return _OrdinalModel(ratings, used).fitted(variances)

    return scorer


class _OrdinalModel:
    def __init__(self, ratings: Ratings, used: np.ndarray) -> None:
        rows = used[ratings.form]
        form = ratings.form[rows]
        kinds = len(ratings.kinds)
        self.shape = (len(ratings.people), kinds)
        cell = ratings.person * kinds + ratings.kind
        self.codes = (
            ratings.person[form],
            cell[form],
            ratings.interviewer[form],
            ratings.packet[form],
        )
        self.sizes = (
            len(ratings.people),
            len(ratings.people) * kinds,
            len(ratings.interviewers),
            len(ratings.packets),
        )
        self.signs = (1.0, 1.0, -1.0, -1.0)
        self.item = ratings.kind[form] * len(ratings.criteria) + ratings.criterion[rows]
        self.items = kinds * len(ratings.criteria)
        self.rating = ratings.rating[rows]

    def fitted(self, variances: np.ndarray) -> Scores:
        ends = np.cumsum(self.sizes)
        start = np.zeros(ends[-1] + 3 * self.items)
        start[ends[-1] :] = np.tile([-2.0, np.log(1.6), np.log(1.8)], self.items)
        found = minimize(
            self._loss, start, args=(variances,), jac=True, method="L-BFGS-B",
            options={"maxiter": 60, "maxcor": 8},
        )  # fmt: skip
        person, inside = found.x[: ends[0]], found.x[ends[0] : ends[1]]
        mean = person[:, None] + inside.reshape(self.shape)
        information = np.bincount(self.codes[1], self._curvature(found.x), self.sizes[1])
        prior = 1 / (variances[0] + variances[1])
        return Scores(mean, np.sqrt(1 / (information.reshape(self.shape) + prior)))

    def _level(self, x: np.ndarray) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
        *blocks, lines = np.split(x, np.cumsum(self.sizes))
        level = sum(
            sign * block[code]
            for sign, block, code in zip(self.signs, blocks, self.codes, strict=True)
        )
        lines = lines.reshape(self.items, 3)
        steps = np.cumsum(np.column_stack((lines[:, :1], np.exp(lines[:, 1:]))), 1)
        padded = np.column_stack((np.full(self.items, -40.0), steps, np.full(self.items, 40.0)))
        return (
            blocks,
            lines,
            np.stack(
                (
                    expit(level - padded[self.item, self.rating - 1]),
                    expit(level - padded[self.item, self.rating]),
                )
            ),
        )

    def _curvature(self, x: np.ndarray) -> np.ndarray:
        _, _, (low, high) = self._level(x)
        return low * (1 - low) + high * (1 - high)

    def _loss(self, x: np.ndarray, variances: np.ndarray) -> tuple[float, np.ndarray]:
        blocks, lines, (low, high) = self._level(x)
        chance = np.maximum(low - high, 1e-12)
        slope_low, slope_high = low * (1 - low) / chance, high * (1 - high) / chance
        loss = -np.log(chance).sum()
        parts = []
        for block, code, sign, size, variance in zip(
            blocks, self.codes, self.signs, self.sizes, variances, strict=True
        ):
            loss += 0.5 * (block**2).sum() / variance
            parts.append(block / variance - sign * np.bincount(code, slope_low - slope_high, size))
        by_line = np.zeros((self.items, 5))
        np.add.at(by_line, (self.item, self.rating - 1), slope_low)
        np.add.at(by_line, (self.item, self.rating), -slope_high)
        to_lines = np.cumsum(by_line[:, 3:0:-1], 1)[:, ::-1]
        to_lines[:, 1:] *= np.exp(lines[:, 1:])
        return loss, np.concatenate((*parts, to_lines.ravel()))


def held_out(ratings: Ratings) -> np.ndarray:
    """(F,) one form, by chance, of everybody who has two or more.

    Not the last: people leave when it went badly, so last forms are worse than the next would be.
    """
    draw = np.random.default_rng(SEED).random(ratings.forms)
    order = np.lexsort((draw, ratings.person))
    first = np.append(True, np.diff(ratings.person[order]) > 0)
    chosen = np.zeros(ratings.forms, bool)
    chosen[order[first]] = True
    return chosen & (np.bincount(ratings.person)[ratings.person] > 1)


@dataclass(frozen=True)
class Line:
    """Chances are Φ(shift + slope · score); `foretold` is how well (mean log-likelihood)."""

    shift: float
    slope: float
    foretold: float


def line_of(scorer: Scorer, ratings: Ratings) -> Line:
    """The best line through the forms held out, scored without them."""
    out = held_out(ratings)
    scores = scorer(ratings, ~out)
    person, kind = ratings.person[out], ratings.kind[out]
    mean, sd = scores.mean[person, kind], scores.sd[person, kind]
    sign = np.where(recommendations(ratings)[out] >= YES, 1.0, -1.0)
    scored = np.isfinite(mean)
    mean, sd, sign = mean[scored], sd[scored], sign[scored]

    def loss(line: np.ndarray) -> float:
        level = (line[0] + line[1] * mean) / np.sqrt(1 + (line[1] * sd) ** 2)
        return -float(log_ndtr(sign * level).mean())

    found = minimize(loss, np.array([0.0, 0.5]), method="Nelder-Mead")
    return Line(*found.x, foretold=-found.fun)


def chances_by(scorer: Scorer, ratings: Ratings, line: Line | None = None) -> Chances:
    """The chances of the scores from all forms."""
    line = line or line_of(scorer, ratings)
    final = scorer(ratings, np.ones(ratings.forms, bool))
    level, width = line.shift + line.slope * final.mean, np.abs(line.slope) * final.sd
    p = ndtr(level / np.sqrt(1 + width**2))
    return Chances(p, ndtr(level - Z_80 * width), ndtr(level + Z_80 * width))


def ordinal_chances(ratings: Ratings) -> Chances:
    """The ordinal model with the penalty that foretells best."""
    scorers = [ordinal_facets(penalty) for penalty in PENALTIES]
    lines = [line_of(scorer, ratings) for scorer in scorers]
    best = max(range(len(lines)), key=lambda n: lines[n].foretold)
    return chances_by(scorers[best], ratings, lines[best])
