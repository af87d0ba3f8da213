"""Where people stand at an instant: from the state of their abilities to chances, by kind."""

from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.facets import Facet
from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.passing import Chances, Link, chances
from feedback.domain.readiness_model.ratings import Bools, Floats, Ints, Ratings
from feedback.domain.readiness_model.scores import RECOMMENDATION, Scale, place_of
from feedback.domain.readiness_model.steps import Practice

LEAST_SESSIONS, LEAST_INTERVIEWERS = 3, 2  # to say anything at all


@dataclass(frozen=True)
class Model:
    """What is known of everybody together: all that one person's update needs."""

    version: str
    day: float  # of the fit, days since 1970; forms until then were in it
    kinds: tuple[str, ...]
    scale: Scale
    parameters: Parameters
    link: Link
    mean: Floats  # (K, 3) of a form's three parts
    gain: Floats  # (4,) of a practice
    severity: Facet
    difficulty: Facet


@dataclass(frozen=True)
class States:
    """Of I people, each N(mean, variance) of D = K + 2 numbers (`smoother.py`), without gains."""

    mean: Floats  # (I, D)
    variance: Floats  # (I, D, D)
    practice: Practice  # (I, K, …) so far


@dataclass(frozen=True)
class Counts:
    """Of I people in K kinds."""

    sessions: Ints  # (I, K)
    interviewers: Ints  # (I, K) different ones
    raw_mean: Floats  # (I, K) of recommendations as they were given, nan without any

    @property
    def is_enough(self) -> Bools:
        return (self.sessions >= LEAST_SESSIONS) & (self.interviewers >= LEAST_INTERVIEWERS)


def levels_of(model: Model, states: States) -> tuple[Floats, Floats]:
    """(I, K) mean, (I, K, K) variance of a recommendation's level in each kind.

    The kinds are not independent: communication and the shared part of ability tie them.
    """
    sight = level_sight(model.parameters, states.practice)
    learned = np.einsum("kc,ikcb,b->ik", model.parameters.loads, states.practice.gains, model.gain)
    mean = np.einsum("ikd,id->ik", sight, states.mean) + learned + model.mean[:, RECOMMENDATION]
    return mean, sight @ states.variance @ sight.transpose(0, 2, 1)


def level_sight(parameters: Parameters, practice: Practice) -> Floats:
    """(I, K, D) what of the state a recommendation in each kind is made of."""
    kinds, loads = parameters.kinds, parameters.loads
    sight = np.zeros((*practice.pace.shape[:2], kinds + 2))
    sight[:, np.arange(kinds), np.arange(kinds)] = loads[:, 0]
    sight[:, :, kinds] = loads[:, 1]
    sight[:, :, -1] = np.einsum("kc,ikc->ik", loads, practice.pace)
    return sight


def chances_of(model: Model, states: States) -> Chances:
    """(I, K) the chances of a yes in each kind."""
    mean, variance = levels_of(model, states)
    kind = np.broadcast_to(np.arange(len(model.kinds)), mean.shape)
    return chances(model.link, mean, np.einsum("ikk->ik", variance), kind)


def counts_of(ratings: Ratings) -> Counts:
    people, kinds = len(ratings.people), len(ratings.kinds)
    cell = ratings.person * kinds + ratings.kind
    size = people * kinds
    pairs = np.unique(np.stack((cell, ratings.interviewer)), axis=1)[0]
    said = recommendations(ratings)
    given = np.isfinite(said)
    number = np.bincount(cell[given], minlength=size)
    total = np.bincount(cell[given], said[given], size)
    raw = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    shape = (people, kinds)
    return Counts(
        sessions=np.bincount(cell, minlength=size).reshape(shape),
        interviewers=np.bincount(pairs, minlength=size).reshape(shape),
        raw_mean=raw.reshape(shape),
    )


def recommendations(ratings: Ratings) -> Floats:
    """(F,) as they were given, nan where none was."""
    found = np.full(ratings.forms, np.nan)
    rows = place_of(ratings.criteria)[ratings.criterion] == RECOMMENDATION
    found[ratings.form[rows]] = ratings.rating[rows]
    return found
