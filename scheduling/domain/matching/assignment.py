"""Compiled: fractional matchings, as assignments of people to partners.

Give every person a partner so that nobody is taken twice; staying alone is to be one's own partner,
for nothing. The best such assignment is worth twice the best *fractional* matching: its cycles of
two are pairs, longer even cycles can be split into pairs, and only of odd cycles would one person
have to stay alone. Its dual prices, of a person as the one who chooses plus as the one chosen, are
twice the optimal dual of the fractional matching (blossom.py starts from them).

The assignment is found by bids in ever smaller steps (the auction of Bertsekas, Annals of
Operations Research 14, 1988), which bring the prices near the optimum, and then as by Jonker and
Volgenant (Computing 38, 1987): bids that keep everyone who has a partner content exactly, and
shortest augmenting paths for those still without. All of it goes on from any prices, so that after
edges have been added the last solution is where to begin.
"""

# mypy: disable-error-code="no-untyped-def"

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.jit import kernel

NOBODY = -1
COARSEST = 64  # bids first exceed each other by this part of the highest weight,
FINER = 4  # then by this part of that, down to 1 and to what keeps everyone content exactly
EXACT_ROUNDS = 3
MOST_BIDS = 100  # per person and step; what is left then is for the shortest paths
FAR = np.int64(1) << np.int64(60)


class Graph(NamedTuple):
    """Weighted edges, each listed at both ends: n people, e edges."""

    begins: NDArray[np.int64]  # [n + 1] where each person's part of the others begins
    neighbour: NDArray[np.int32]  # [2 e]
    weight: NDArray[np.int64]  # [2 e] at least 0


class Assignment(NamedTuple):
    """Whom each has chosen, and the dual prices: bid[i] + price[j] ≥ weight, equal where chosen.

    bid[i] + price[i] ≥ 0 likewise. A new one has nobody chosen and prices of 0.
    """

    chosen: NDArray[np.int64]  # [n] whom each chose (themselves: alone), or NOBODY
    chooser: NDArray[np.int64]  # [n] by whom each is chosen, or NOBODY
    bid: NDArray[np.int64]  # [n] what is left of the weight for the one who chose
    price: NDArray[np.int64]  # [n] what the one chosen asks


def make_graph(people: int, *, one: NDArray, other: NDArray, weight: NDArray) -> Graph:
    """The edges one[k] – other[k], which are distinct; neighbours are rising. O(people + edges)."""
    begins = np.zeros(people + 1, np.int64)
    np.cumsum(
        np.bincount(one, minlength=people) + np.bincount(other, minlength=people), out=begins[1:]
    )
    graph = Graph(begins, np.empty(2 * len(one), np.int32), np.empty(2 * len(one), np.int64))
    order = np.lexsort((other, one))
    _fill_graph(*(array[order] for array in (one, other, weight)), *graph, begins[:-1].copy())
    return graph


@kernel
def _fill_graph(one, other, weight, begins, neighbour, weights, place):
    """Edges are sorted by (one, other), one < other, so that everybody's list becomes sorted."""
    for k in range(len(one)):
        neighbour[place[other[k]]], weights[place[other[k]]] = one[k], weight[k]
        place[other[k]] += 1
    for k in range(len(one)):
        neighbour[place[one[k]]], weights[place[one[k]]] = other[k], weight[k]
        place[one[k]] += 1


def start_assignment(graph: Graph) -> Assignment:
    """Nobody chosen; everybody asks half of their best edge, which is near the optimum."""
    people = len(graph.begins) - 1
    best = np.zeros(people, np.int64)
    _fill_best(*graph, best)
    nobody = np.full(people, NOBODY, np.int64)
    return Assignment(nobody, nobody.copy(), np.zeros(people, np.int64), best // 2)


@kernel
def _fill_best(begins, neighbour, weight, best):
    for person in range(len(best)):
        for k in range(begins[person], begins[person + 1]):
            best[person] = max(best[person], weight[k])


def solve_assignment(graph: Graph, start: Assignment, *, error: int | None = None) -> Assignment:
    """The assignment of the highest weight, from the prices and choices of `start`.

    `error`: how far the prices of `start` are off, about; None for any amount.
    O(people × edges × log) at worst; near linear where `start` is near the optimum.
    """
    solved = Assignment(*(array.copy() for array in start))
    highest = int(graph.weight.max(initial=0))
    step = (highest if error is None else min(error, highest)) // COARSEST
    while step > 0:
        _bid(*graph, *solved, _release(*graph, *solved, step), step)
        step //= FINER
    waiting = _release(*graph, *solved, 0)
    for _ in range(EXACT_ROUNDS):
        waiting = _bid(*graph, *solved, waiting, 0)
    _augment(*graph, *solved, waiting)
    return solved


@kernel
def _release(begins, neighbour, weight, chosen, chooser, bid, price, tolerance):
    """Sets everyone's bid to the best there is, and frees those whose choice is not near it."""
    people = len(chosen)
    waiting, number = np.empty(people, np.int64), 0
    for person in range(people):
        best = -price[person]  # alone
        now = best if chosen[person] == person else -FAR
        for k in range(begins[person], begins[person + 1]):
            net = weight[k] - price[neighbour[k]]
            best = max(best, net)
            if neighbour[k] == chosen[person]:
                now = net
        bid[person] = best
        if best - now > tolerance:
            if chosen[person] != NOBODY:
                chooser[chosen[person]] = NOBODY
                chosen[person] = NOBODY
            waiting[number] = person
            number += 1
    return waiting[:number]


@kernel
def _bid(begins, neighbour, weight, chosen, chooser, bid, price, waiting, step):
    """Lets those `waiting` outbid others, for at most MOST_BIDS bids per person; who is left.

    A bid raises the price of the best by its lead over the second best and by `step`: the bidder
    stays content to within a step, and so does everybody else, whose own choice has not become
    dearer. Without a step, equals are not outbid; with one, nobody is left but by the limit.
    """
    people = len(chosen)
    stack, height = np.empty(people, np.int64), len(waiting)
    stack[:height] = waiting[::-1]
    left, number = np.empty(people, np.int64), 0
    bids = MOST_BIDS * people
    while height:
        height -= 1
        person = stack[height]
        best, second, partner = -price[person], -FAR, person
        for k in range(begins[person], begins[person + 1]):
            net = weight[k] - price[neighbour[k]]
            if net > best or (net == best and chooser[partner] != NOBODY):
                best, second, partner = net, best, neighbour[k]
            elif net > second:
                second = net
        bids -= 1
        raised = step + (best - second if second > -FAR else 0)
        owner = chooser[partner]
        bid[person] = best - raised
        if owner != NOBODY and (raised == 0 or bids < 0):
            bid[person] = best
            left[number] = person
            number += 1
            continue
        price[partner] += raised
        chosen[person], chooser[partner] = partner, person
        if owner != NOBODY:
            chosen[owner] = NOBODY
            stack[height] = owner
            height += 1
    return left[:number]


@kernel
def _sift_up(heap, place, distance, at):
    item = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        if distance[heap[above]] <= distance[item]:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = item
    place[item] = at


@kernel
def _pop(heap, place, distance, size):
    """Takes the nearest from a heap of `size`; what was last sifts down from the top."""
    nearest, item, at = heap[0], heap[size - 1], 0
    size -= 1
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and distance[heap[below + 1]] < distance[heap[below]]:
            below += 1
        if distance[heap[below]] >= distance[item]:
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    if size:
        heap[at] = item
        place[item] = at
    return nearest


@kernel
def _augment(begins, neighbour, weight, chosen, chooser, bid, price, waiting):
    """Gives each of those `waiting` a partner along a shortest path of reassignments.

    The length of a step is how much it falls short of its prices (Dijkstra). A path ends at the
    nearest person whom nobody has chosen; there always is one, since all can stay alone.
    """
    people = len(chosen)
    distance, place = np.full(people, FAR), np.full(people, -1, np.int64)
    heap, reached = np.empty(people, np.int64), np.empty(people, np.int64)
    via = np.empty(people, np.int64)  # who would choose this person
    for root in waiting:
        size = number = 0
        row, so_far = root, np.int64(0)
        while True:
            for k in range(begins[row] - 1, begins[row + 1]):
                alone = k < begins[row]
                person = row if alone else neighbour[k]
                short = bid[row] + price[person] - (0 if alone else weight[k])
                if so_far + short < distance[person]:
                    distance[person], via[person] = so_far + short, row
                    if place[person] == -1:
                        reached[number], heap[size], place[person] = person, person, size
                        number += 1
                        size += 1
                    _sift_up(heap, place, distance, place[person])
            end = _pop(heap, place, distance, size)
            size -= 1
            so_far = distance[end]
            if chooser[end] == NOBODY:
                break
            row = chooser[end]
        bid[root] -= so_far
        for k in range(number):
            person = reached[k]
            if distance[person] < so_far:
                price[person] += so_far - distance[person]
                bid[chooser[person]] -= so_far - distance[person]
            distance[person], place[person] = FAR, -1
        _reassign(chosen, chooser, via, root, end)


@kernel
def _reassign(chosen, chooser, via, root, end):
    """Everybody on the path from `root` to `end` chooses the next."""
    row = NOBODY
    while row != root:
        row = via[end]
        chooser[end] = row
        chosen[row], end = end, chosen[row]


@kernel
def pair_cycles(chosen, mate):
    """Pairs neighbours along the cycles of an assignment; of odd ones one person stays alone."""
    for person in range(len(chosen)):
        one = person
        while mate[one] == NOBODY and mate[chosen[one]] == NOBODY and chosen[one] != one:
            other = chosen[one]
            mate[one], mate[other] = other, one
            one = chosen[other]
