"""Compiled: of everybody that a person could meet, how many fail on what."""

# mypy: disable-error-code="no-untyped-def"

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.arrays import Ints, PlanArrays, Words
from scheduling.domain.matching.jit import kernel

SWAP, CANDIDATE, INTERVIEWER = 0, 1, 2
(
    ROLES,
    LANGUAGE,
    LENGTH,
    KINDS,
    FIT,
    MET,
    FREE,
    FREE_LANGUAGE,
    FREE_KINDS,
    FREE_ABOVE,
    FREE_BELOW,
    FREE_MET,
    ELIGIBLE,
    FULL,
    MORE,
) = range(15)


class Counts(NamedTuple):
    """How many of a pool one person could meet, in the order of the columns above.

    `roles` do meet theirs; of these `language` share one, of these `length` too, of these `kinds`
    too, and of these `fit` by level too; `met` of them were met before or are blocked. `free`: of
    `roles`, those with a common start; what each of them fails on first: `free_language`,
    `free_kinds`, `free_above` and `free_below` the person's level, `free_met`; else they are
    `eligible`. `full` of these have no session left. `more` would be eligible were each of the
    person's free times longer.
    """

    roles: int
    language: int
    length: int
    kinds: int
    fit: int
    met: int
    free: int
    free_language: int
    free_kinds: int
    free_above: int
    free_below: int
    free_met: int
    eligible: int
    full: int
    more: int


def counts_of(
    p: PlanArrays, persons: Ints, longer: Words, is_full: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """A row of Counts for each of `persons`; `longer`: starts with their longer times."""
    found: NDArray[np.int64] = _counts_of(p, persons, longer, is_full)
    return found


@kernel
def _counts_of(p, persons, longer, is_full):
    rows = np.zeros((len(persons), 15), dtype=np.int64)
    role = p.role
    starts, classes, length_of = p.starts, p.classes, p.length_of
    for r in range(len(persons)):
        i, row = persons[r], rows[r]
        for j in range(len(role)):
            is_swap = role[i] == SWAP and role[j] == SWAP
            if i == j or (not is_swap and (role[i] == INTERVIEWER) == (role[j] == INTERVIEWER)):
                continue
            row[ROLES] += 1
            length = length_of[classes[i], classes[j]]
            is_free = length >= 0 and _meets(starts[length, i], starts[length, j])
            obstacle = _obstacle(p, i, j, is_swap)
            _count_fit(row, obstacle, length >= 0)
            if is_free:
                row[FREE] += 1
                row[obstacle] += 1
                if obstacle == ELIGIBLE and is_full[j]:
                    row[FULL] += 1
            elif length >= 0 and obstacle == ELIGIBLE:
                row[MORE] += _meets(longer[length, i], starts[length, j])
    return rows


@kernel
def _meets(one, other):
    for w in range(len(one)):  # noqa: SIM110 (numba compiles no generators)
        if one[w] & other[w]:
            return True
    return False


@kernel
def _count_fit(row, obstacle, has_length):
    """Count j where it passes: language, then length, then kinds, then level."""
    if obstacle == FREE_LANGUAGE:
        return
    row[LANGUAGE] += 1
    if not has_length:
        return
    row[LENGTH] += 1
    if obstacle == FREE_KINDS:
        return
    row[KINDS] += 1
    if obstacle in (FREE_ABOVE, FREE_BELOW):
        return
    row[FIT] += 1
    if obstacle == FREE_MET:
        row[MET] += 1


@kernel
def _obstacle(p, i, j, is_swap):
    """What i and j fail on first, time apart, as the column to count them in."""
    if not _share(p.languages, i, p.languages, j):
        return FREE_LANGUAGE
    learner, giver = (j, i) if p.role[i] == INTERVIEWER else (i, j)
    if not _share(p.wants, learner, p.gives, giver):
        return FREE_KINDS
    if is_swap and not _share(p.wants, giver, p.gives, learner):
        return FREE_KINDS
    step = p.level_given[giver] - p.level[learner]
    back = p.level_given[learner] - p.level[giver]
    if step < p.lowest_gap or (is_swap and back < p.lowest_gap):
        return FREE_ABOVE if p.level[j] > p.level[i] else FREE_BELOW
    key = min(i, j) * len(p.role) + max(i, j)
    place = np.searchsorted(p.banned, key)
    if place < len(p.banned) and p.banned[place] == key:
        return FREE_MET
    return ELIGIBLE


@kernel
def _share(masks, i, other_masks, j):
    for w in range(masks.shape[1]):  # noqa: SIM110 (numba compiles no generators)
        if masks[i, w] & other_masks[j, w]:
            return True
    return False
