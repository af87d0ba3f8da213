"""What the exact matching is computed in: alternating trees and nested blossoms, as arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.assignment import FAR, NOBODY

NONE = -1
UNREACHED, EVEN, ODD = 0, 1, 2  # labels
NOW, LIMIT, SPARE, JOINED, STAMP = 0, 1, 2, 3, 4  # of `scalars`


class Forest(NamedTuple):
    """n people, and nodes: n people, then blossoms. A blossom's children form a circle.

    The children alternate, from the first (which holds the base) on: between the first and the
    second the edge is unmatched, between the second and the third it is matched, and so on.
    """

    mate: NDArray[np.int64]  # [n]
    dual: NDArray[np.int64]  # [n]
    top: NDArray[np.int64]  # [n] the outermost node that holds a person
    best: NDArray[np.int64]  # [n] when the tree reaches an unreached person, as far as known
    parent: NDArray[np.int64]  # [nodes]
    base: NDArray[np.int64]  # [nodes] the person who is not matched inside
    first: NDArray[np.int64]  # [nodes] child with the base
    after: NDArray[np.int64]  # [nodes] the next in the parent's circle
    before: NDArray[np.int64]  # [nodes]
    leave: NDArray[np.int64]  # [nodes] the edge to the next begins at this person of the node,
    enter: NDArray[np.int64]  # [nodes] and ends at this one of the next
    inner_dual: NDArray[np.int64]  # [nodes] of a blossom
    label: NDArray[np.int64]  # [nodes] of outermost ones
    since: NDArray[np.int64]  # [nodes] time of the label
    link_from: NDArray[np.int64]  # [nodes] an odd node was reached from this even person
    link_to: NDArray[np.int64]  # [nodes] at this one of its own
    mark: NDArray[np.int64]  # [nodes]
    spare: NDArray[np.int64]  # unused blossoms, as a stack
    joined: NDArray[np.int64]  # nodes that have got a label, as a stack
    scalars: NDArray[np.int64]


def plant(dual: NDArray[np.int64]) -> Forest:
    """A forest of people with these duals, nobody matched, without trees and blossoms."""
    people = len(dual)
    nodes = people + people // 2 + 1
    return Forest(
        mate=np.full(people, NOBODY, np.int64),
        dual=dual,
        top=np.arange(people),
        best=np.full(people, FAR, np.int64),
        parent=np.full(nodes, NONE, np.int64),
        base=np.arange(nodes),
        first=np.full(nodes, NONE, np.int64),
        after=np.full(nodes, NONE, np.int64),
        before=np.full(nodes, NONE, np.int64),
        leave=np.full(nodes, NONE, np.int64),
        enter=np.full(nodes, NONE, np.int64),
        inner_dual=np.zeros(nodes, np.int64),
        label=np.zeros(nodes, np.int64),
        since=np.zeros(nodes, np.int64),
        link_from=np.full(nodes, NONE, np.int64),
        link_to=np.full(nodes, NONE, np.int64),
        mark=np.zeros(nodes, np.int64),
        spare=np.arange(nodes - 1, people - 1, -1),
        joined=np.empty(4 * nodes, np.int64),
        scalars=np.array([0, FAR, nodes - people, 0, 0]),
    )
