"""Compiled: the matching of the highest weight, exactly, from the duals of a fractional one.

Edmonds' primal-dual method (J. Res. NBS 69B, 1965). A matching and its duals fit when
    dual[i] + dual[j] + Σ dual of blossoms with both ends inside ≥ 2 × weight   (its *slack* ≥ 0)
for every edge, with equality on matched ones; no dual is negative, those of the unmatched are 0,
and a blossom of positive dual (an odd set of people) has all but one of its people matched inside.
Then half of Σ dual[i] + Σ dual[blossom] × (size − 1) / 2 is what the matching weighs, and no
matching of the graph weighs more. Duals are twice those of the textbook, so that all are integers.

A solution of assignment.py fits but for one person of each of a few odd cycles: unmatched, with a
positive dual. From each of these *roots* in turn a tree of alternating paths grows, in a time that
begins at 0: the duals of its even people fall by 1 in each unit of time, those of its odd ones
rise. It ends when it reaches another unmatched person, or when an even person's dual is 0, who is
then left alone in place of the root. On the way an edge between even people shrinks their cycle to
a blossom, and an odd blossom whose dual is 0 is opened. What happens when is kept in a queue of
events; a dual is stored as of the time at which its blossom joined the tree in its present role.

All duals in one tree are even, or all are odd, because the weights count twice and tree edges are
tight: so two even people meet, which takes half their slack, at an integer.
"""

# mypy: disable-error-code="no-untyped-def"

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.assignment import FAR, NOBODY, Assignment, Graph, pair_cycles
from scheduling.domain.matching.forest import (
    EVEN,
    JOINED,
    LIMIT,
    NONE,
    NOW,
    ODD,
    SPARE,
    STAMP,
    UNREACHED,
    plant,
)
from scheduling.domain.matching.jit import kernel
from scheduling.domain.matching.odd_sets import OddSets, odd_sets_of

ALONE, TIGHT, OPENED = 0, 1, 2  # events: of a person, of an edge, of a blossom


class Matching(NamedTuple):
    """`mate`: [people] with whom each is matched, or NOBODY; `dual`: [people] twice the duals."""

    mate: NDArray[np.int64]
    dual: NDArray[np.int64]
    odd_sets: OddSets


def match_exactly(graph: Graph, fractional: Assignment) -> Matching:
    """The matching of the highest weight, from an optimal assignment of the same graph.

    O(odd cycles × edges × log) at worst. The same for the same input.
    """
    forest = plant(fractional.bid + fractional.price)
    pair_cycles(fractional.chosen, forest.mate)
    _match_roots(graph, forest)
    odd_sets = odd_sets_of(forest.parent, forest.inner_dual, people=len(forest.mate))
    return Matching(forest.mate, forest.dual, odd_sets)


@kernel
def _match_roots(g, f):
    events = [(np.int64(0), np.int64(0), np.int64(0), np.int64(0))]
    for root in range(len(f.mate)):
        if f.mate[root] == NOBODY and f.dual[root] > 0:
            events.clear()
            _search(g, f, events, root)


@kernel
def _search(g, f, events, root):
    """Grows the tree of a root until it can be matched or left in peace."""
    f.scalars[NOW], f.scalars[LIMIT], f.scalars[JOINED] = 0, FAR, 0
    people = _people_of(f.first, f.after, f.parent, f.top[root], len(f.mate))
    _label(f, f.top[root], EVEN)
    _reach_from(g, f, events, people)
    is_over = False
    while not is_over:
        f.scalars[NOW], kind, one, edge = heapq.heappop(events)
        if kind == ALONE:
            is_over = _dual(f, one) == 0
            if is_over:
                _rematch(f, one, NOBODY)
        elif kind == OPENED:
            left = f.inner_dual[one] - 2 * (f.scalars[NOW] - f.since[one])
            if f.parent[one] == NONE and f.label[one] == ODD and left == 0:
                _open(g, f, events, one)
        else:
            is_over = _follow(g, f, events, one, edge)
    _leave_tree(f)


@kernel
def _follow(g, f, events, one, edge):
    """Lets the tree grow by an edge of `one`, if it is tight; whether that ends the search."""
    other = np.int64(g.neighbour[edge])
    if f.label[f.top[one]] != EVEN:
        one, other = other, one
    near, far = f.top[one], f.top[other]
    if f.label[near] != EVEN or f.label[far] == ODD or near == far:
        return False
    if _dual(f, one) + _dual(f, other) != 2 * g.weight[edge]:
        return False
    if f.label[far] == EVEN:
        _shrink(g, f, events, one, other)
    elif f.mate[f.base[far]] == NOBODY:
        _rotate(f, far, other)
        _rematch(f, one, other)
        f.mate[other] = one
        return True
    else:
        _grow(g, f, events, one, other)
    return False


@kernel
def _people_of(first, after, parent, node, people):
    """Everybody within a node."""
    found = [np.int64(0) for _ in range(0)]
    at = node
    while True:
        while at >= people:
            at = first[at]
        found.append(at)
        while at != node and after[at] == first[parent[at]]:
            at = parent[at]
        if at == node:
            return found
        at = after[at]


@kernel
def _dual(f, person):
    """A person's dual now."""
    node = f.top[person]
    if f.label[node] == EVEN:
        return f.dual[person] - (f.scalars[NOW] - f.since[node])
    if f.label[node] == ODD:
        return f.dual[person] + (f.scalars[NOW] - f.since[node])
    return f.dual[person]


@kernel
def _label(f, node, label):
    f.label[node], f.since[node] = label, f.scalars[NOW]
    f.joined[f.scalars[JOINED]] = node
    f.scalars[JOINED] += 1


@kernel
def _settle(f, node, people):
    """Stores the duals of an outermost node as of now."""
    passed = f.scalars[NOW] - f.since[node]
    if f.label[node] == UNREACHED:
        return
    if f.label[node] == ODD:
        passed = -passed
    for person in people:
        f.dual[person] -= passed
    if node >= len(f.mate):
        f.inner_dual[node] += 2 * passed
    f.since[node] = f.scalars[NOW]


@kernel
def _reach_from(g, f, events, people):
    """Queues what the edges of people who have just become even, and their duals, lead to.

    Nothing that lies after the end of the tree as far as it is known (LIMIT).
    """
    now, limit = f.scalars[NOW], f.scalars[LIMIT]
    begins, neighbour, weight = g.begins, g.neighbour, g.weight
    top, label, dual, since, best = f.top, f.label, f.dual, f.since, f.best
    mate, base = f.mate, f.base
    for person in people:
        mine, node = dual[person], top[person]
        if now + mine < limit:
            limit = now + mine
            heapq.heappush(events, (limit, np.int64(ALONE), np.int64(person), np.int64(0)))
        for edge in range(begins[person], begins[person + 1]):
            other = neighbour[edge]
            there = top[other]
            if there == node or label[there] == ODD:
                continue
            slack = mine + dual[other] - 2 * weight[edge]
            if label[there] == EVEN:
                at = now + ((slack - (now - since[there])) >> 1)
            else:
                at = now + slack
                if at >= best[other]:
                    continue
                best[other] = at
                if mate[base[there]] == NOBODY and at < limit:
                    limit = at + 1
            if at < limit:
                heapq.heappush(events, (at, np.int64(TIGHT), np.int64(person), np.int64(edge)))
    f.scalars[LIMIT] = limit


@kernel
def _grow(g, f, events, one, other):
    """The even person `one` reaches an unreached node at `other`; its base's mate becomes even."""
    node = f.top[other]
    _label(f, node, ODD)
    _reach_odd(f, events, node, one, other)
    even = f.top[f.mate[f.base[node]]]
    _label(f, even, EVEN)
    _reach_from(g, f, events, _people_of(f.first, f.after, f.parent, even, len(f.mate)))


@kernel
def _reach_odd(f, events, node, one, other):
    f.link_from[node], f.link_to[node] = one, other
    if node >= len(f.mate):
        opened = f.scalars[NOW] + (f.inner_dual[node] >> 1)
        heapq.heappush(events, (opened, np.int64(OPENED), np.int64(node), np.int64(0)))


@kernel
def _even_above(f, node):
    """The even node two steps towards the root; NONE from the root."""
    partner = f.mate[f.base[node]]
    return NONE if partner == NOBODY else f.top[f.link_from[f.top[partner]]]


@kernel
def _meeting(f, one, other):
    """The lowest even node above both."""
    f.scalars[STAMP] += 1
    while True:
        if one != NONE:
            if f.mark[one] == f.scalars[STAMP]:
                return one
            f.mark[one] = f.scalars[STAMP]
            one = _even_above(f, one)
        one, other = other, one


@kernel
def _tie(f, node, after, leave, enter):
    f.after[node], f.before[after] = after, node
    f.leave[node], f.enter[node] = leave, enter


@kernel
def _shrink(g, f, events, one, other):
    """Makes a blossom of the cycle that an edge between two even people closes."""
    meeting = _meeting(f, f.top[one], f.top[other])
    f.scalars[SPARE] -= 1
    blossom = f.spare[f.scalars[SPARE]]
    _tie(f, f.top[one], f.top[other], one, other)
    for side in range(2):
        even = f.top[one] if side == 0 else f.top[other]
        while even != meeting:
            at = f.base[even]
            odd = f.top[f.mate[at]]
            above, link = f.top[f.link_from[odd]], f.link_from[odd]
            if side == 0:  # the circle runs down from the meeting
                _tie(f, odd, even, f.mate[at], at)
                _tie(f, above, odd, link, f.link_to[odd])
            else:
                _tie(f, even, odd, at, f.mate[at])
                _tie(f, odd, above, f.link_to[odd], link)
            even = above
    f.first[blossom], f.base[blossom] = meeting, f.base[meeting]
    f.parent[blossom], f.inner_dual[blossom] = NONE, 0
    child, risen = meeting, [np.int64(0) for _ in range(0)]
    while f.parent[child] == NONE:
        people = _people_of(f.first, f.after, f.parent, child, len(f.mate))
        _settle(f, child, people)
        f.parent[child] = blossom
        for person in people:
            f.top[person] = blossom
        if f.label[child] == ODD:
            risen.extend(people)
        child = f.after[child]
    _label(f, blossom, EVEN)
    _reach_from(g, f, events, risen)


@kernel
def _child_with(f, node, person):
    child = person
    while f.parent[child] != node:
        child = f.parent[child]
    return child


@kernel
def _is_odd_place(f, child):
    """Whether a child is an odd number of steps after the first of its circle."""
    steps, at = 0, f.first[f.parent[child]]
    while at != child:
        at = f.after[at]
        steps += 1
    return steps % 2 == 1


@kernel
def _rotate(f, node, person):
    """Makes somebody within a node its base: those on the way to the old base change mates."""
    stack = [(np.int64(node), np.int64(person))]
    while stack:
        node, person = stack.pop()
        f.base[node] = person
        if node < len(f.mate):
            continue
        child = _child_with(f, node, person)
        stack.append((child, person))
        forward, at = _is_odd_place(f, child), child
        while at != f.first[node]:
            if forward:
                near = f.after[at]
                at = f.after[near]
                one, other = f.leave[near], f.enter[near]
            else:
                near = f.before[at]
                at = f.before[near]
                one, other = f.enter[at], f.leave[at]
            f.mate[one], f.mate[other] = other, one
            stack.append((near, one))
            stack.append((at, other))
        f.first[node] = child


@kernel
def _rematch(f, one, other):
    """Matches an even person with `other` (or NOBODY), and all on the way to the root anew."""
    while True:
        node = f.top[one]
        partner = f.mate[f.base[node]]
        _rotate(f, node, one)
        f.mate[one] = other
        if partner == NOBODY:
            return
        odd = f.top[partner]
        one, other = f.link_from[odd], f.link_to[odd]
        _rotate(f, odd, other)
        f.mate[other] = one


@kernel
def _release_children(f, node):
    """Makes a blossom's children outermost; returns them, the first first."""
    child, children = f.first[node], [np.int64(0) for _ in range(0)]
    while f.parent[child] == node:
        f.parent[child] = NONE
        f.label[child] = UNREACHED
        children.append(child)
        child = f.after[child]
    for child in children:
        for person in _people_of(f.first, f.after, f.parent, child, len(f.mate)):
            f.top[person] = child
    f.label[node] = UNREACHED  # of those who joined the tree, it is no longer one
    f.spare[f.scalars[SPARE]] = node
    f.scalars[SPARE] += 1
    return children


@kernel
def _open(g, f, events, node):
    """Opens an odd blossom; the even way through it, from its link to its base, stays."""
    _settle(f, node, _people_of(f.first, f.after, f.parent, node, len(f.mate)))
    one, other, first = f.link_from[node], f.link_to[node], f.first[node]
    at = _child_with(f, node, other)
    forward = _is_odd_place(f, at)
    children = _release_children(f, node)
    evens = [np.int64(0) for _ in range(0)]
    _label(f, at, ODD)
    _reach_odd(f, events, at, one, other)
    while at != first:
        if forward:
            even = f.after[at]
            at = f.after[even]
            one, other = f.leave[even], f.enter[even]
        else:
            even = f.before[at]
            at = f.before[even]
            one, other = f.enter[at], f.leave[at]
        _label(f, even, EVEN)
        evens.append(even)
        _label(f, at, ODD)
        _reach_odd(f, events, at, one, other)
    for child in children:
        if f.label[child] == UNREACHED:
            for person in _people_of(f.first, f.after, f.parent, child, len(f.mate)):
                _reach_to(g, f, events, person)
    for even in evens:
        _reach_from(g, f, events, _people_of(f.first, f.after, f.parent, even, len(f.mate)))


@kernel
def _reach_to(g, f, events, person):
    """Queues when the tree reaches somebody who is no longer part of it."""
    at, found = FAR, NONE
    for edge in range(g.begins[person], g.begins[person + 1]):
        other = g.neighbour[edge]
        if f.label[f.top[other]] == EVEN:
            slack = f.dual[person] + _dual(f, other) - 2 * g.weight[edge]
            if f.scalars[NOW] + slack < at:
                at, found = f.scalars[NOW] + slack, edge
    f.best[person] = at
    if at < f.scalars[LIMIT]:
        heapq.heappush(events, (at, np.int64(TIGHT), np.int64(person), np.int64(found)))


@kernel
def _leave_tree(f):
    """Stores all duals, forgets the tree, and opens blossoms without a dual."""
    stack = [np.int64(0) for _ in range(0)]
    for node in f.joined[: f.scalars[JOINED]]:
        if f.parent[node] == NONE and f.label[node] != UNREACHED:
            _settle(f, node, _people_of(f.first, f.after, f.parent, node, len(f.mate)))
            f.label[node] = UNREACHED
            stack.append(node)
    f.best[:] = FAR
    while stack:
        node = stack.pop()
        if node >= len(f.mate) and f.inner_dual[node] == 0:
            stack.extend(_release_children(f, node))
