import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from scheduling.domain.matching.assignment import (
    Assignment,
    Graph,
    make_graph,
    pair_cycles,
    solve_assignment,
    start_assignment,
)
from tests.scheduling.domain.matching.random_graphs import Edges, random_edges


def dense(edges: Edges) -> np.ndarray:
    weights = np.full((edges.people, edges.people), -(10**7))
    np.fill_diagonal(weights, 0)
    weights[edges.one, edges.other] = weights[edges.other, edges.one] = edges.weight
    return weights


def assert_proven(edges: Edges, found: Assignment) -> None:
    """Everybody has a partner of their own, and the duals prove that no assignment is better."""
    weights, everyone = dense(edges), np.arange(edges.people)
    assert sorted(found.chosen) == everyone.tolist()
    assert found.chooser[found.chosen].tolist() == everyone.tolist()
    assert (found.bid[:, None] + found.price[None, :] >= weights).all()
    total = weights[everyone, found.chosen].sum()
    assert total == found.bid.sum() + found.price.sum()
    assert total == weights[linear_sum_assignment(weights, maximize=True)].sum()


def graph_of(edges: Edges) -> Graph:
    return make_graph(edges.people, one=edges.one, other=edges.other, weight=edges.weight)


@pytest.mark.parametrize("seed", range(8))
def test_an_assignment_is_worth_what_scipy_finds(seed):
    chance = np.random.default_rng(seed)
    for _ in range(100):
        edges = random_edges(chance, most_people=30)
        graph = graph_of(edges)
        assert_proven(edges, solve_assignment(graph, start_assignment(graph)))


@pytest.mark.parametrize("error", [None, 0, 50])
def test_added_edges_are_solved_from_the_last_solution(error):
    chance = np.random.default_rng(3)
    for _ in range(100):
        edges = random_edges(chance, most_people=30)
        few = graph_of(edges.first(len(edges.one) // 2))
        last = solve_assignment(few, start_assignment(few))
        kept = last.chosen.copy()
        assert_proven(edges, solve_assignment(graph_of(edges), last, error=error))
        assert last.chosen.tolist() == kept.tolist()


def test_many_rivals_for_few_partners():
    """A hundred people who all want the same three: the bids go up to what alone is worth."""
    one, other = np.divmod(np.arange(300), 3)
    edges = Edges(103, other, one + 3, np.full(300, 2000) + one)
    graph = graph_of(edges)
    assert_proven(edges, solve_assignment(graph, start_assignment(graph)))


def test_a_graph_lists_rising_neighbours_at_both_ends():
    graph = make_graph(
        4, one=np.array([1, 0, 0]), other=np.array([3, 3, 1]), weight=np.array([5, 6, 7])
    )
    assert graph.begins.tolist() == [0, 2, 4, 4, 6]
    assert graph.neighbour.tolist() == [1, 3, 0, 3, 0, 1]
    assert graph.weight.tolist() == [7, 6, 7, 5, 6, 5]


def test_cycles_become_pairs():
    chosen = np.array([1, 0, 3, 4, 5, 2, 7, 8, 6, 9])  # of 2, 4 and 3 people, and one alone
    mate = np.full(10, -1)
    pair_cycles(chosen, mate)
    assert mate.tolist() == [1, 0, 3, 2, 5, 4, 7, 6, -1, -1]
