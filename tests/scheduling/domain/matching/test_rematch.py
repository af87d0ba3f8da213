import random

import networkx as nx
import numpy as np
import pytest

from scheduling.domain.matching.rematch import best_mates


def mates(size, edges):
    one, other, gains = (np.array(part, dtype=np.int64) for part in zip(*edges, strict=True))
    return best_mates(one, other, gains, size=size).tolist()


def weight(mate, edges):
    gains = {(i, j): gain for i, j, gain in edges}
    for i, j in enumerate(mate):
        assert j == -1 or mate[j] == i
    return sum(gains[i, j] for i, j in enumerate(mate) if j > i)


@pytest.mark.parametrize("seed", range(20))
def test_matching_is_the_best_where_there_are_no_odd_cycles(seed):
    draw = random.Random(seed)
    edges = [
        (i, j, draw.randint(0, 30)) for i in range(12) for j in range(12, 25) if draw.random() < 0.4
    ]
    graph = nx.Graph()
    graph.add_weighted_edges_from(edges)
    best = sum(graph[i][j]["weight"] for i, j in nx.max_weight_matching(graph))
    assert weight(mates(25, edges), edges) == best


@pytest.mark.parametrize("seed", range(20))
def test_matching_with_odd_cycles_is_a_matching_near_the_best(seed):
    draw = random.Random(seed)
    edges = [
        (i, j, draw.randint(100, 200)) for j in range(31) for i in range(j) if draw.random() < 0.2
    ]
    graph = nx.Graph()
    graph.add_weighted_edges_from(edges)
    best = sum(graph[i][j]["weight"] for i, j in nx.max_weight_matching(graph))
    assert 0.85 * best <= weight(mates(31, edges), edges) <= best


def test_of_an_odd_cycle_the_least_is_left_out():
    edges = [(0, 1, 10), (1, 2, 12), (2, 3, 10), (3, 4, 11), (0, 4, 10)]
    assert mates(6, edges) == [-1, 2, 1, 4, 3, -1]


def test_a_lone_pair_is_matched_and_the_third_stays_alone():
    assert mates(3, [(0, 1, 5)]) == [1, 0, -1]
