"""Raters who answer a no with low ratings.

The double-blind release leaves two ways: the next form of the pair, and a form changed after its
release. So an *answer* is a form whose newest ratings were given after its author had read, in the
same pair, a form that said no, and before they had answered it once.

What is expected of a pair's forms comes from all pairs without an answer. With e a form's distance
from it, n answers of a rater on one candidate and m other forms on the same candidate,

    d = mean e(answers) − k · mean e(others),  k = τ / (τ + ν / m)
    v = ν / n + τ (1 − k)

ν being the noise of a form and τ what is not known of the candidate's ability, the rater's severity
and their taste for each other: what a rater always thought of somebody is no answer. Over their
candidates z = Σ (d / v) / √Σ (1 / v), p = Φ(z / s), s ≥ 1 being the spread of z of single forms of
strangers, in case all are noisier than the model has it. Who lies less than LEAST_DROP below on
average has p = 1, and nobody with less than LEAST_ANSWERS is looked at. Benjamini and Hochberg's
procedure over all who were looked at keeps the expected share of false discoveries (FDR) below
FALSE.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr
from scipy.stats import false_discovery_control

from feedback.domain.readiness_model.ratings import Bools, Floats, Ints
from feedback.domain.unfair_raters.expecting import LEAST_OTHERS, TINY, Basis, Expected, expected_of
from feedback.domain.unfair_raters.parties import Parties, is_low, parties_of, total_by

LEAST_ANSWERS = 3
LEAST_DROP = 0.4  # standard deviations of a rating
TASTE = 0.05  # variance of what a rater sees in one person and no other does
FALSE = 0.03
MAD = 1.4826  # standard deviations of a normal to a median distance


@dataclass(frozen=True)
class Times:
    """F forms, days since 1970 in UTC."""

    written: Floats  # when its newest ratings were given
    read: Floats  # from when its candidate could read it; inf: not yet


@dataclass(frozen=True)
class Retaliation:
    rater: int  # code of Parties
    drop: float  # how far their answers lie below, standard deviations of a rating
    forms: Ints  # the answers, rows of the ratings
    chance: float  # adjusted for having looked at many


def retaliators(basis: Basis, *, times: Times, apart: Bools) -> list[Retaliation]:
    """Forms `apart` (F,) belong to what another detector has flagged and are not looked at."""
    parties = parties_of(basis.ratings)
    is_answer = answers(parties, times=times, is_no=is_low(basis.ratings)) & ~apart
    number = np.bincount(parties.interviewer[is_answer], minlength=len(parties.names))
    looked_at = np.flatnonzero(number >= LEAST_ANSWERS)
    aside = np.isin(parties.pair, parties.pair[is_answer]) | apart
    if not len(looked_at) or np.count_nonzero(~aside) < LEAST_OTHERS:
        return []
    expected = expected_of(basis, aside=aside)
    drop, z = _drops(expected, parties, is_answer, others=~is_answer & ~apart)
    z /= _usual_spread(expected, among=~aside)
    chance = np.where(drop[looked_at] >= LEAST_DROP, ndtr(-z[looked_at]), 1.0)
    adjusted = false_discovery_control(chance)
    return [
        Retaliation(
            rater=int(rater),
            drop=float(drop[rater]),
            forms=np.flatnonzero(is_answer & (parties.interviewer == rater)),
            chance=float(p),
        )
        for rater, p in zip(looked_at, adjusted, strict=True)
        if p <= FALSE
    ]


def _drops(
    expected: Expected, parties: Parties, is_answer: Bools, *, others: Bools
) -> tuple[Floats, Floats]:
    """(people,) how far each rater's answers lie below, and in standard deviations of that."""
    people = len(parties.names)
    ways, way = np.unique(parties.interviewer * people + parties.candidate, return_inverse=True)

    def by_way(values: Floats, rows: Bools) -> Floats:
        return total_by(way[rows], values[rows], len(ways))

    ones = np.ones(len(way))
    n, m = by_way(ones, is_answer), by_way(ones, others)
    has = n > 0
    every = np.maximum(n + m, 1)
    noise = by_way(expected.noise, is_answer | others) / every
    unsure = by_way(expected.unsure, is_answer | others) / every + TASTE
    known = m * unsure / (m * unsure + np.maximum(noise, TINY))
    drop = known * by_way(expected.beyond, others) / np.maximum(m, 1)
    drop -= by_way(expected.beyond, is_answer) / np.maximum(n, 1)
    weight = 1 / (noise / np.maximum(n, 1) + unsure * (1 - known))
    rater = ways[has] // people
    told = total_by(rater, weight[has], people)
    total = total_by(rater, (weight * drop)[has], people)
    return total / np.maximum(told, TINY), total / np.sqrt(np.maximum(told, TINY))


def _usual_spread(expected: Expected, *, among: Bools) -> float:
    z = expected.beyond / np.sqrt(expected.noise + expected.unsure + TASTE)
    return max(1.0, MAD * float(np.median(np.abs(z[among]))))


def answers(parties: Parties, *, times: Times, is_no: Bools) -> Bools:
    """(F,) whether a form is the first that its author wrote on somebody after reading their no.

    For each author and subject, what they wrote and read in order of time: an answer is what was
    written directly after reading a no. At the same instant, what was written had not been read.
    """
    forms = len(parties.pair)
    author = np.concatenate((parties.interviewer, parties.candidate))
    about = np.concatenate((parties.candidate, parties.interviewer))
    at = np.concatenate((times.written, times.read))
    is_reading = np.repeat((False, True), forms)
    order = np.lexsort((is_reading, at, about, author))
    before, after = order[:-1], order[1:]
    same = (author[before] == author[after]) & (about[before] == about[after])
    is_answer = same & is_reading[before] & is_no[before % forms] & ~is_reading[after]
    found = np.zeros(forms, bool)
    found[after[is_answer]] = True
    return found
