"""The blossoms of an optimal matching, as the part of its bound that single people do not carry.

Of an odd set of people one must stay alone among themselves. A blossom's dual counts at every pair
within it, and (size − 1) / 2 times in the bound. There may be tens of thousands of blossoms within
each other, of which only a few have a dual: these are the odd sets that matter.
"""

# mypy: disable-error-code="no-untyped-def"

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.forest import NONE
from scheduling.domain.matching.jit import kernel

UNKNOWN = -2


class OddSets(NamedTuple):
    """s nested sets with positive duals, in halves of the weights' unit."""

    smallest: NDArray[np.int64]  # [people] the smallest set around a person, or NONE
    largest: NDArray[np.int64]  # [people] the largest one, or NONE
    around: NDArray[np.int64]  # [s] the smallest set around a set, or NONE
    size: NDArray[np.int64]  # [s] people
    dual: NDArray[np.int64]  # [s]
    total: NDArray[np.int64]  # [s] the duals of a set and of all around it, together


def odd_sets_of(parent: NDArray[np.int64], dual: NDArray[np.int64], *, people: int) -> OddSets:
    """Those of a positive dual. `parent` [nodes]: the smallest blossom around a person or blossom.

    Nodes are `people` persons, then blossoms; `dual` [nodes]. O(nodes + people × depth of sets).
    """
    nodes = np.flatnonzero(dual > 0)
    number = np.full(len(parent) + 1, NONE)  # the last is that of NONE
    number[nodes] = np.arange(len(nodes))
    above = np.full(len(parent), UNKNOWN)
    _find_above(parent, dual, above)
    around, smallest = number[above[nodes]], number[above[:people]]
    size, largest = np.zeros(len(nodes), np.int64), smallest.copy()
    _measure(smallest, around, size, largest)
    total = dual[nodes]
    for one in np.argsort(-size, kind="stable"):
        if around[one] != NONE:
            total[one] += total[around[one]]
    return OddSets(smallest, largest, around, size, dual[nodes], total)


def no_odd_sets(people: int) -> OddSets:
    nobody, nothing = np.full(people, NONE), np.empty(0, np.int64)
    return OddSets(nobody, nobody, nothing, nothing, nothing, nothing)


@kernel
def _find_above(parent, dual, above):
    """Each node's smallest blossom around it with a dual."""
    way = np.empty(len(parent), np.int64)
    for node in range(len(parent)):
        at, steps = node, 0
        while above[at] == UNKNOWN:
            if parent[at] == NONE or dual[parent[at]] > 0:
                above[at] = parent[at]
            else:
                way[steps] = at
                steps += 1
                at = parent[at]
        above[way[:steps]] = above[at]


@kernel
def _measure(smallest, around, size, largest):
    for person in range(len(smallest)):
        one = smallest[person]
        while one != NONE:
            size[one] += 1
            largest[person] = one
            one = around[one]


def covered(
    odd_sets: OddSets, *, one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The duals of all sets that hold both people of each pair, together. O(pairs × depth)."""
    sums = np.zeros(len(one), np.int64)
    _cover(odd_sets.smallest, odd_sets.around, odd_sets.size, odd_sets.total, one, other, sums)
    return sums


@kernel
def _cover(smallest, around, size, total, one, other, sums):
    for pair in range(len(one)):
        near, far = smallest[one[pair]], smallest[other[pair]]
        while near != far and near != NONE and far != NONE:
            if size[near] <= size[far]:
                near = around[near]
            else:
                far = around[far]
        if near == far and near != NONE:
            sums[pair] = total[near]


def worth(odd_sets: OddSets) -> int:
    """What the sets add to the bound, in the unit of their duals."""
    return int((odd_sets.dual * (odd_sets.size // 2)).sum())
