import networkx as nx
import numpy as np
import pytest
import rustworkx as rx

from scheduling.domain.matching.assignment import (
    Assignment,
    Graph,
    make_graph,
    solve_assignment,
    start_assignment,
)
from scheduling.domain.matching.blossom import Matching, match_exactly
from scheduling.domain.matching.odd_sets import covered, worth
from tests.scheduling.domain.matching.random_graphs import (
    SHAPES,
    Edges,
    edges_of,
    permuted,
    random_edges,
    shaped_edges,
)


def graph_of(edges: Edges) -> Graph:
    return make_graph(edges.people, one=edges.one, other=edges.other, weight=edges.weight)


def solved(edges: Edges) -> Matching:
    graph = graph_of(edges)
    return match_exactly(graph, solve_assignment(graph, start_assignment(graph)))


def solved_from_nothing(edges: Edges) -> Matching:
    """By the blossoms alone: everybody is without a partner, and asks what the best pair is worth.

    Each person is a root then, and not only one of each odd cycle of a fractional solution.
    """
    people = np.arange(edges.people)
    most = np.full(edges.people, edges.weight.max(initial=0))
    return match_exactly(graph_of(edges), Assignment(people, people, most, np.zeros_like(most)))


def solved_on(edges: Edges, *, known: int) -> Matching:
    """As one_session.py does: some of the pairs are solved, others are added, and it goes on."""
    some = graph_of(edges.first(known))
    known_solution = solve_assignment(some, start_assignment(some))
    graph = graph_of(edges)
    return match_exactly(graph, solve_assignment(graph, known_solution, error=0))


def sets_around(matching: Matching, person: int) -> set[int]:
    found, node = set(), int(matching.odd_sets.smallest[person])
    while node >= 0:
        found.add(node)
        node = int(matching.odd_sets.around[node])
    return found


def assert_proven(edges: Edges, matching: Matching) -> int:
    """The matching's weight, after its duals have been found to prove it, by their definition."""
    mate, dual, odd_sets = matching
    set_dual = odd_sets.dual
    around = [sets_around(matching, person) for person in range(edges.people)]
    members = {
        node: [n for n in range(edges.people) if node in around[n]] for node in set().union(*around)
    }
    assert min(*dual, 0) == 0
    assert (set_dual > 0).all()
    assert sorted(members) == list(range(len(set_dual)))
    matched_inside = dict.fromkeys(members, 0)
    value = 0
    for one, other, weight in zip(*edges[1:], strict=True):
        common = around[one] & around[other]
        slack = dual[one] + dual[other] + sum(set_dual[node] for node in common) - 2 * weight
        assert slack >= 0
        if mate[one] == other:
            assert (mate[other], slack) == (one, 0)
            value += int(weight)
            for node in common:
                matched_inside[node] += 1
    assert 2 * np.count_nonzero(mate[edges.one] == edges.other) == np.count_nonzero(mate >= 0)
    assert not dual[mate < 0].any()
    for node, people in members.items():
        assert len(people) == 2 * matched_inside[node] + 1 == odd_sets.size[node]
    sets = sum(set_dual[node] * (len(people) // 2) for node, people in members.items())
    assert dual.sum() + sets == 2 * value
    assert sets == worth(odd_sets)
    inside = [
        sum(set_dual[node] for node in around[a] & around[b])
        for a, b in zip(*edges[1:3], strict=True)
    ]
    assert covered(matching.odd_sets, one=edges.one, other=edges.other).tolist() == inside
    return value


def rustworkx_value(edges: Edges) -> int:
    graph = rx.PyGraph()
    graph.add_nodes_from(range(edges.people))
    graph.add_edges_from(list(zip(*(array.tolist() for array in edges[1:]), strict=True)))
    return sum(graph.get_edge_data(*pair) for pair in rx.max_weight_matching(graph, weight_fn=int))


def networkx_value(edges: Edges) -> int:
    graph = nx.Graph()
    graph.add_weighted_edges_from(np.stack(edges[1:], axis=1).tolist())
    return sum(graph[a][b]["weight"] for a, b in nx.max_weight_matching(graph))


@pytest.mark.parametrize("seed", range(10))
def test_the_duals_prove_every_matching(seed):
    chance = np.random.default_rng(seed)
    for n in range(300):
        edges = random_edges(chance, most_people=(6, 12, 30)[n % 3])
        assert_proven(edges, solved(edges))


@pytest.mark.parametrize("seed", range(4))
def test_matchings_are_worth_what_networkx_finds(seed):
    chance = np.random.default_rng(100 + seed)
    for _ in range(50):
        edges = random_edges(chance, most_people=24)
        assert assert_proven(edges, solved(edges)) == networkx_value(edges)


# The graphs that van Rantwijk's implementation is tested with (mwmatching.py), made 0-based.
@pytest.mark.parametrize(
    ("name", "edges", "mates"),
    [
        ("triangle", [(0, 1, 5), (1, 2, 6), (0, 2, 7)], [2, -1, 0]),
        ("blossom", [(0, 1, 8), (0, 2, 9), (1, 2, 10), (2, 3, 7)], [1, 0, 3, 2]),
        (
            "blossom that ends the search",
            [(0, 1, 8), (0, 2, 9), (1, 2, 10), (2, 3, 7), (0, 5, 5), (3, 4, 6)],
            [5, 2, 1, 4, 3, 0],
        ),
        (
            "nested blossoms",
            [(0, 1, 9), (0, 2, 9), (1, 2, 10), (1, 3, 8), (2, 4, 8), (3, 4, 10), (4, 5, 6)],
            [2, 3, 0, 1, 5, 4],
        ),
        (
            "nested blossoms that are opened again",
            [
                *((0, 1, 8), (0, 2, 8), (1, 2, 10), (1, 3, 12), (2, 4, 12), (3, 4, 14)),
                *((3, 5, 12), (4, 6, 12), (5, 6, 14), (6, 7, 12)),
            ],
            [1, 0, 4, 5, 2, 3, 7, 6],
        ),
        (
            "an odd blossom that is opened",
            [
                *((0, 1, 23), (0, 4, 22), (0, 5, 15), (1, 2, 25), (2, 3, 22)),
                *((3, 4, 25), (3, 7, 14), (4, 6, 13)),
            ],
            [5, 2, 1, 7, 6, 0, 4, 3],
        ),
        (
            "an odd blossom that is opened, reached twice",
            [
                *((0, 1, 45), (0, 4, 45), (1, 2, 50), (2, 3, 45), (3, 4, 50)),
                *((0, 5, 30), (2, 8, 35), (3, 7, 35), (4, 6, 26), (8, 9, 5)),
            ],
            [5, 2, 1, 7, 6, 0, 4, 3, 9, 8],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nasty_graphs(name, edges, mates):
    graph = edges_of(len(mates), *edges)
    matching = solved(graph)
    assert_proven(graph, matching)
    assert matching.mate.tolist() == mates


@pytest.mark.parametrize("people", [3, 5, 21, 101])
def test_odd_cycles_leave_one_alone_and_a_set_explains_it(people):
    everyone = range(people)
    cycle = edges_of(
        people, *((min(n, (n + 1) % people), max(n, (n + 1) % people), 10) for n in everyone)
    )
    matching = solved(cycle)
    assert assert_proven(cycle, matching) == 10 * (people // 2)
    assert matching.odd_sets.dual.any()


def test_rings_of_triangles():
    """Triangles joined by their corners in a ring: no way from one to the next is even."""
    chance = np.random.default_rng(9)
    for _ in range(200):
        triangles = int(chance.integers(2, 9))
        edges = []
        for n in range(triangles):
            a, b, c, following = 3 * n, 3 * n + 1, 3 * n + 2, 3 * ((n + 1) % triangles)
            inside = chance.integers(90, 100, 3)
            edges += [(a, b, inside[0]), (b, c, inside[1]), (a, c, inside[2])]
            edges.append((min(c, following), max(c, following), chance.integers(60, 95)))
        graph = edges_of(3 * triangles, *edges)
        assert assert_proven(graph, solved(graph)) == networkx_value(graph)


SEVEN_TRIANGLES = edges_of(
    21,
    *((0, 1, 99), (1, 2, 92), (0, 2, 94), (2, 3, 87), (3, 4, 98), (4, 5, 99), (3, 5, 92)),
    *((5, 6, 94), (6, 7, 91), (7, 8, 98), (6, 8, 98), (8, 9, 91), (9, 10, 98), (10, 11, 97)),
    *((9, 11, 95), (11, 12, 79), (12, 13, 90), (13, 14, 99), (12, 14, 99), (14, 15, 63)),
    *((15, 16, 95), (16, 17, 93), (15, 17, 97), (17, 18, 81), (18, 19, 95), (19, 20, 94)),
    *((18, 20, 91), (0, 20, 87)),
)


def test_seven_triangles_in_a_ring_end_in_any_order():
    """A graph on which a method for odd cycles may run for ever, in an unlucky order."""
    chance = np.random.default_rng(21)
    for graph in [SEVEN_TRIANGLES, *(permuted(chance, SEVEN_TRIANGLES) for _ in range(200))]:
        for matching in (solved(graph), solved_from_nothing(graph), solved_on(graph, known=14)):
            assert assert_proven(graph, matching) == 937


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_odd_cycles_of_all_shapes_from_any_beginning(shape):
    chance = np.random.default_rng(12)
    for _ in range(80):
        edges = shaped_edges(chance, shape)
        best = rustworkx_value(edges)
        known = int(chance.integers(0, len(edges.one) + 1))
        for matching in (solved(edges), solved_from_nothing(edges), solved_on(edges, known=known)):
            assert assert_proven(edges, matching) == best


def test_nobody_and_no_edges():
    assert solved(edges_of(0)).mate.tolist() == []
    assert solved(edges_of(3)).mate.tolist() == [-1, -1, -1]
