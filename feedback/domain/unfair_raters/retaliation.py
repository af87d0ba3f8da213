"""Raters who answer a no with low ratings.

The double-blind release leaves two ways: the next form of the pair, and a form changed after its
release. So an *answer* is a form whose newest ratings were given after its author had read, in the
same pair, a form that said no, and before they had answered it once. The same after a yes is
a *control*: forms of the same pairs, in the same order, with nothing to be answered.

Answers and controls are put aside: what is expected of them comes from all other forms. People who
practise together are alike, so expectation leans on the form that was read, as far as controls
show that it should. How much likelier a rater's answers are if they lowered them, their controls
beside, is the statistic (`lowering.py`). p is its tail among fair raters, whose every other
control is taken for an answer and the rest stays beside: counted up to the highest TAIL of them,
exponential from there on. Whose answers lie less than LEAST_DROP below on average has p = 1, and
nobody with less than LEAST_ANSWERS is looked at. Benjamini and Hochberg's procedure over all who
were looked at, times the share of fair ones among them as p above a half tells it (Storey 2002),
keeps the expected share of false discoveries (FDR) below FALSE.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import false_discovery_control

from feedback.domain.readiness_model.ratings import Bools, Floats, Ints
from feedback.domain.unfair_raters.expecting import LEAST_OTHERS, Basis, Expected, expected_of
from feedback.domain.unfair_raters.lowering import (
    Yardstick,
    evidence_of_lowering,
    yardstick_of,
)
from feedback.domain.unfair_raters.parties import Parties, is_low, parties_of, total_by

LEAST_ANSWERS = 3
LEAST_CONTROLS = 2  # in each half
LEAST_DROP = 0.4  # standard deviations of a rating
FALSE = 0.04
TAIL = 0.1
USUAL_EXCESS, RATERS_OF_USUAL = 1.2, 20.0  # mean in the tail, and raters in it that this counts as
NEVER = -1


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
    read, is_no = read_before(parties, times=times), is_low(basis.ratings)
    is_reply = (read != NEVER) & ~apart
    is_answer, is_control = is_reply & is_no[read], is_reply & ~is_no[read]
    number = _by_rater(parties, is_answer)
    looked_at = np.flatnonzero(number >= LEAST_ANSWERS)
    aside = is_reply | apart
    if not len(looked_at) or min(is_control.sum(), (~aside).sum()) < LEAST_OTHERS:
        return []
    expected = expected_of(basis, aside=aside)
    expected = _leaning(expected, read=read, on=is_reply, among=is_control)
    yardstick = yardstick_of(basis, expected, parties, among=is_control)
    found = evidence_of_lowering(yardstick, parties, rows=is_answer, beside=is_control)
    usual = _usual_evidence(yardstick, parties, is_control)
    below = total_by(parties.interviewer, np.where(is_answer, -expected.beyond, 0.0), len(number))
    drop = below / np.maximum(number, 1)
    chance = chance_of_more(found[looked_at], usual=usual)
    adjusted = false_discovery_control(np.where(drop[looked_at] >= LEAST_DROP, chance, 1.0))
    adjusted *= share_of_fair(chance)
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


def _usual_evidence(yardstick: Yardstick, parties: Parties, is_control: Bools) -> Floats:
    """The same of fair raters with LEAST_CONTROLS in a half of their controls."""
    halves = halves_of(parties, is_control)
    parts = []
    for rows, beside in (halves, halves[::-1]):
        found = evidence_of_lowering(yardstick, parties, rows=rows, beside=beside)
        parts.append(found[_by_rater(parties, rows) >= LEAST_CONTROLS])
    return np.concatenate(parts)


def halves_of(parties: Parties, forms: Bools) -> tuple[Bools, Bools]:
    """Every other one of each rater's `forms` (F,), beginning with the first, and the others."""
    rows = np.flatnonzero(forms)
    rows = rows[np.argsort(parties.interviewer[rows], kind="stable")]
    rater = parties.interviewer[rows]
    turn = np.arange(len(rows)) - np.searchsorted(rater, rater)
    first = np.zeros(len(forms), bool)
    first[rows[turn % 2 == 0]] = True
    return first, forms & ~first


def _by_rater(parties: Parties, forms: Bools) -> Ints:
    return np.bincount(parties.interviewer[forms], minlength=len(parties.names))


def _leaning(expected: Expected, *, read: Ints, on: Bools, among: Bools) -> Expected:
    """Level and distance as what was `read` (F,) corrects them, by least squares on `among`."""
    said = expected.level + expected.beyond
    slope, offset = np.polyfit(said[read[among]], expected.beyond[among], 1)
    more = np.where(on, slope * said[read] + offset, 0.0)
    return replace(expected, level=expected.level + more, beyond=expected.beyond - more)


def chance_of_more(found: Floats, *, usual: Floats) -> Floats:
    """P(as much or more) of each of `found`, where fair raters have `usual`; 1 without any."""
    if not len(usual):
        return np.ones(len(found))
    line = float(np.quantile(usual, 1 - TAIL))
    excess = usual[usual > line] - line
    mean = (excess.sum() + RATERS_OF_USUAL * USUAL_EXCESS) / (len(excess) + RATERS_OF_USUAL)
    as_much = len(usual) - np.searchsorted(np.sort(usual), found)
    counted = (as_much + 1) / (len(usual) + 1)
    return np.asarray(np.where(found > line, TAIL * np.exp((line - found) / mean), counted))


def share_of_fair(chance: Floats) -> float:
    """At most, for every second fair one has a chance above a half."""
    return min(1.0, 2 * float((chance > 0.5).sum() + 1) / len(chance))


def read_before(parties: Parties, *, times: Times) -> Ints:
    """(F,) the form that an author had read directly before they wrote one, or NEVER.

    For each author and subject, what they wrote and read in order of time: only what was written
    directly after reading counts. At the same instant, what was written had not been read.
    """
    forms = len(parties.pair)
    author = np.concatenate((parties.interviewer, parties.candidate))
    about = np.concatenate((parties.candidate, parties.interviewer))
    at = np.concatenate((times.written, times.read))
    is_reading = np.repeat((False, True), forms)
    order = np.lexsort((is_reading, at, about, author))
    before, after = order[:-1], order[1:]
    same = (author[before] == author[after]) & (about[before] == about[after])
    is_reply = same & is_reading[before] & ~is_reading[after]
    found = np.full(forms, NEVER)
    found[after[is_reply]] = before[is_reply] % forms
    return found


def answers(parties: Parties, *, times: Times, is_no: Bools) -> Bools:
    """(F,) whether a form is the first that its author wrote on somebody after reading their no."""
    read = read_before(parties, times=times)
    return np.asarray((read != NEVER) & is_no[read])
