"""Small weighted graphs by chance, with ties, odd cycles and everything in between."""

from collections.abc import Callable, Iterable
from itertools import chain, combinations, pairwise
from typing import NamedTuple

import numpy as np


class Edges(NamedTuple):
    """one[k] < other[k] of 0 … people − 1, each pair once."""

    people: int
    one: np.ndarray
    other: np.ndarray
    weight: np.ndarray

    def first(self, number: int) -> "Edges":
        return Edges(self.people, *(array[:number] for array in self[1:]))


def edges_of(people: int, *edges: tuple[int, int, int]) -> Edges:
    return Edges(people, *np.array(edges, np.int64).reshape(-1, 3).T)


def random_edges(chance: np.random.Generator, *, most_people: int) -> Edges:
    """Sparse ones have few even ways out of their odd cycles; small weights tie."""
    people = int(chance.integers(1, most_people + 1))
    everyone = people * (people - 1) // 2
    number = int(chance.integers(0, everyone + 1))
    if chance.random() < 0.5:
        number = min(number, people + int(chance.integers(0, 4)))
    places = np.triu_indices(people, 1)
    chosen = chance.permutation(everyone)[:number]
    weight = chance.integers(0, chance.choice([2, 4, 30, 3000]), number)
    return Edges(people, places[0][chosen], places[1][chosen], weight)


Pair = tuple[int, int]
Shape = tuple[int, list[Pair]]  # people, and who could meet whom; pairs may be given twice


def permuted(chance: np.random.Generator, edges: Edges) -> Edges:
    """The same graph with its people in another order."""
    number = chance.permutation(edges.people)
    ends = np.sort(np.stack([number[edges.one], number[edges.other]]), axis=0)
    return Edges(edges.people, *ends, edges.weight)


def shaped_edges(
    chance: np.random.Generator, shape: Callable[[np.random.Generator], Shape]
) -> Edges:
    """A graph of that shape, its people in any order, its weights tied, alike, 0 or far apart."""
    people, pairs = shape(chance)
    distinct = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    least, most = WEIGHTS[chance.integers(len(WEIGHTS))]
    weight = chance.integers(least, most, len(distinct))
    one, other = np.array(distinct, np.int64).reshape(-1, 2).T
    return permuted(chance, Edges(people, one, other, weight))


WEIGHTS = [(0, 1), (7, 8), (0, 2), (1, 4), (90, 100), (60, 100), (0, 30), (0, 3000), (0, 10**9)]


def _some(chance: np.random.Generator, least: int, most: int) -> int:
    return int(chance.integers(least, most + 1))


def _cycle(members: Iterable[int]) -> list[Pair]:
    around = list(members)
    return list(pairwise([*around, around[0]]))


def ring_of_cycles(chance: np.random.Generator) -> Shape:
    """Odd cycles joined in a ring, at their corners or anywhere; some are single people."""
    people, pairs, cycles = 0, [], []
    for _ in range(_some(chance, 2, 9)):
        cycles.append(range(people, people + int(chance.choice([1, 3, 3, 3, 5, 7]))))
        people = cycles[-1].stop
        pairs += _cycle(cycles[-1])
    for one, following in _cycle(range(len(cycles))):
        pairs.append((int(chance.choice(cycles[one])), int(chance.choice(cycles[following]))))
    return people, pairs


def tree_of_cycles(chance: np.random.Generator) -> Shape:
    """Odd cycles hanging on each other: from one to the next there is a single way."""
    people, pairs = 0, []
    for _ in range(_some(chance, 1, 9)):
        cycle = range(people, people + int(chance.choice([1, 3, 3, 5])))
        if people:
            pairs.append((_some(chance, 0, people - 1), int(chance.choice(cycle))))
        people = cycle.stop
        pairs += _cycle(cycle)
    return people, pairs


def nested_cycles(chance: np.random.Generator) -> Shape:
    """Odd cycles whose members are odd cycles themselves, with people who hang on them."""
    people, pairs = _some(chance, 3, 21), []
    groups = [[n] for n in range(people)]
    while len(groups) >= 3:
        picked = [groups.pop(_some(chance, 0, len(groups) - 1)) for _ in range(3)]
        for one, following in _cycle(range(3)):
            pairs.append((int(chance.choice(picked[one])), int(chance.choice(picked[following]))))
        groups.append([*chain.from_iterable(picked)])
        if chance.random() < 0.4:
            pairs.append((int(chance.choice(groups[-1])), people))
            people += 1
    return people, pairs


def bridged_cliques(chance: np.random.Generator) -> Shape:
    """Groups in which everybody could meet everybody, and few pairs between them."""
    people, pairs = 0, []
    for _ in range(_some(chance, 1, 6)):
        clique = range(people, people + _some(chance, 1, 7))
        if people:
            bridges = range(_some(chance, 1, 2))
            pairs += [(_some(chance, 0, people - 1), int(chance.choice(clique))) for _ in bridges]
        people = clique.stop
        pairs += combinations(clique, 2)
    return people, pairs


def eared_cycle(chance: np.random.Generator) -> Shape:
    """An odd cycle with chords and with ears: further ways from one of its people to another."""
    people = 2 * _some(chance, 1, 15) + 1
    pairs = _cycle(range(people))
    for _ in range(_some(chance, 0, 9)):
        ends, ear = chance.integers(0, people, 2).tolist(), _some(chance, 0, 3)
        pairs += pairwise([ends[0], *range(people, people + ear), ends[1]])
        people += ear
    return people, pairs


def separate_parts(chance: np.random.Generator) -> Shape:
    """Several of the others, with nothing between them, and people whom nobody could meet."""
    people, pairs = _some(chance, 0, 2), []
    for _ in range(_some(chance, 2, 4)):
        size, inside = SHAPES[_some(chance, 0, 4)](chance)
        pairs += [(one + people, other + people) for one, other in inside]
        people += size
    return people, pairs


SHAPES = [
    ring_of_cycles,
    tree_of_cycles,
    nested_cycles,
    bridged_cliques,
    eared_cycle,
    separate_parts,
]
