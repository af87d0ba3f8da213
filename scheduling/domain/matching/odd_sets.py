"""The blossoms of an optimal matching, as the part of its bound that single people do not carry.

Of an odd set of people one must stay alone among themselves. A blossom's dual counts at every pair
within it, and (size − 1) / 2 times in the bound.
"""

# mypy: disable-error-code="no-untyped-def"

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.forest import NONE
from scheduling.domain.matching.jit import kernel


class OddSets(NamedTuple):
    """Nested blossoms. A node is a person, or from the number of people on a blossom."""

    parent: NDArray[np.int64]  # [nodes] the smallest blossom around a node, or NONE
    dual: NDArray[np.int64]  # [nodes] of a blossom, in halves of the weights' unit; 0 of people


def covered(
    odd_sets: OddSets, *, one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The duals of all blossoms that hold both people of each pair, together."""
    sums = np.zeros(len(one), np.int64)
    _cover(*odd_sets, one, other, np.zeros(len(odd_sets.parent), np.int64), sums)
    return sums


@kernel
def _cover(parent, dual, one, other, mark, sums):
    for pair in range(len(one)):
        node = parent[one[pair]]
        while node != NONE:
            mark[node] = pair + 1
            node = parent[node]
        node = parent[other[pair]]
        while node != NONE:
            if mark[node] == pair + 1:
                sums[pair] += dual[node]
            node = parent[node]


def worth(odd_sets: OddSets, *, people: int) -> int:
    """What the blossoms add to the bound, in the unit of their duals."""
    size = np.zeros(len(odd_sets.parent), np.int64)
    _measure(odd_sets.parent, size, people)
    return int((odd_sets.dual * (size // 2)).sum())


@kernel
def _measure(parent, size, people):
    for person in range(people):
        node = parent[person]
        while node != NONE:
            size[node] += 1
            node = parent[node]
