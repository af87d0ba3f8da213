"""Who rated whom, with one code for a person in both roles."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from feedback.domain.readiness_model.ratings import Bools, Floats, Ints, Ratings
from feedback.domain.readiness_model.scores import LEVELS
from feedback.domain.readiness_model.standings import recommendations

REGULARS = 3  # forms that two people wrote on each other from which they are no strangers
LOW = 2.5  # recommendations below it, or a form's mean if it has none, are a no


@dataclass(frozen=True)
class FormKey:
    """One form, whatever else there is: stays the same when ratings are read again."""

    candidate: str
    interviewer: str
    day: float


@dataclass(frozen=True)
class Parties:
    """F forms; `pair` of the two people is the same whoever of them rates."""

    names: tuple[str, ...]
    candidate: Ints  # (F,)
    interviewer: Ints  # (F,)
    pair: Ints  # (F,)
    is_upward: Bools  # (F,) the rater's name is the later one: tells the two directions apart

    @cached_property
    def is_regular(self) -> Bools:
        """(F,) whether the two are no strangers."""
        return np.asarray(np.bincount(self.pair)[self.pair] >= REGULARS)


def parties_of(ratings: Ratings) -> Parties:
    names = tuple(sorted({*ratings.people, *ratings.interviewers}))
    place = {name: code for code, name in enumerate(names)}

    def codes(own: tuple[str, ...], column: Ints) -> Ints:
        return np.array([place[name] for name in own], dtype=np.int64)[column]

    candidate = codes(ratings.people, ratings.person)
    interviewer = codes(ratings.interviewers, ratings.interviewer)
    both = np.minimum(candidate, interviewer) * len(names) + np.maximum(candidate, interviewer)
    pair = np.unique(both, return_inverse=True)[1].astype(np.int64)
    return Parties(names, candidate, interviewer, pair, interviewer > candidate)


def keys_of(ratings: Ratings, rows: Ints) -> tuple[FormKey, ...]:
    return tuple(
        FormKey(
            candidate=ratings.people[ratings.person[row]],
            interviewer=ratings.interviewers[ratings.interviewer[row]],
            day=float(ratings.day[row]),
        )
        for row in rows
    )


def is_low(ratings: Ratings) -> Bools:
    """(F,) whether a form said no."""
    said = recommendations(ratings)
    number = np.bincount(ratings.form, minlength=ratings.forms)
    mean = np.bincount(ratings.form, ratings.rating, ratings.forms) / np.maximum(number, 1)
    return np.asarray(np.where(np.isfinite(said), said, mean) < LOW)


def counts_of_levels(ratings: Ratings) -> Ints:
    """(F, 4) how many ratings of each level a form has."""
    cell = ratings.form * LEVELS + ratings.rating - 1
    return np.bincount(cell, minlength=ratings.forms * LEVELS).reshape(-1, LEVELS)


def total_by(code: Ints, values: Floats | Ints | Bools, number: int) -> Floats:
    """(number,) Σ of the values with each code."""
    return np.asarray(np.bincount(code, values, number), np.float64)
