"""Small weighted graphs by chance, with ties, odd cycles and everything in between."""

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
