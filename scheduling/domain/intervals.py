"""Sets of instants, as half-open intervals [start, end).

A set is a list of (start, end) pairs with start < end. A *merged* set is sorted, and its
intervals neither overlap nor touch. Aware datetimes in UTC everywhere but in `availability`,
which uses the same functions on naive wall readings: within one call all must be of one sort.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

Interval = tuple[datetime, datetime]


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The merged set of all the instants in `intervals`; empty and reversed ones hold none."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def intersect(first: Sequence[Interval], second: Sequence[Interval]) -> list[Interval]:
    """The instants in both merged sets, merged."""
    common: list[Interval] = []
    i = j = 0
    while i < len(first) and j < len(second):
        start = max(first[i][0], second[j][0])
        end = min(first[i][1], second[j][1])
        if start < end:
            common.append((start, end))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(whole: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """The instants in the merged set `whole` that are not in the merged set `taken`, merged."""
    rest: list[Interval] = []
    j = 0
    for start, end in whole:
        while j < len(taken) and taken[j][1] <= start:
            j += 1
        k = j
        while k < len(taken) and taken[k][0] < end:
            if start < taken[k][0]:
                rest.append((start, taken[k][0]))
            start = taken[k][1]
            k += 1
        if start < end:
            rest.append((start, end))
    return rest


def clip(intervals: Sequence[Interval], *, start: datetime, end: datetime) -> list[Interval]:
    """The instants of a merged set that lie in [start, end), merged."""
    return intersect(intervals, [(start, end)]) if start < end else []


def contains(intervals: Sequence[Interval], *, start: datetime, end: datetime) -> bool:
    """Whether every instant of [start, end) is in the merged set. True of an empty interval."""
    return start >= end or any(a <= start and end <= b for a, b in intervals)
