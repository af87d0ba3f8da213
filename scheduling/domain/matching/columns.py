"""Every session that a small pool could hold, without those that no best plan needs.

A column is a pair at a start, with the value of it. Written for pools of some hundred people; the
large ones never list their columns.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from scheduling.domain.matching.pool import Pool
from scheduling.domain.matching.value import (
    SLOT,
    SLOT_MINUTES,
    can_meet,
    common_starts,
    first_slot,
    value_of_pair,
    week_of,
)

Pair = tuple[int, int]


@dataclass(frozen=True)
class Column:
    """A possible session of two indices i < j: at slots [slot, end) of the grid.

    `value` is the pair's at that start; `week` is the ISO year and week of the start.
    """

    i: int
    j: int
    slot: int
    end: int
    week: tuple[int, int]
    value: int


def slots_of(minutes: int) -> int:
    """How many slots of the grid a session keeps its people from another."""
    return -(-minutes // SLOT_MINUTES)


def all_columns(pool: Pool, *, at_most: int) -> list[Column] | None:
    """Every feasible session of the pool, by pair and start; None if there are more."""
    columns: list[Column] = []
    for i, j in combinations(range(len(pool.people)), 2):
        columns += columns_of_pair(pool, i, j)
        if len(columns) > at_most:
            return None
    return columns


def columns_of_pair(pool: Pool, i: int, j: int) -> list[Column]:
    """Every feasible session of two people, i < j."""
    minutes = pool.minutes_for(pool.people[i], pool.people[j])
    if minutes is None or not can_meet(pool, i, j):
        return []
    values = [value_of_pair(pool, i, j, preferred_by=number) for number in range(3)]
    length, first = slots_of(minutes), first_slot(pool)
    return [
        Column(
            i=i,
            j=j,
            slot=start.slot,
            end=start.slot + length,
            week=week_of(first + start.slot * SLOT),
            value=values[start.preferred_by],
        )
        for start in common_starts(pool, i, j, minutes=minutes)
    ]


def needed_columns(pool: Pool, columns: Sequence[Column]) -> list[Column]:
    """Columns among which there is still a plan as good as the best of all `columns`."""
    return _undominated(_leftmost(pool, columns))


def by_pair(columns: Sequence[Column]) -> dict[Pair, list[Column]]:
    found = defaultdict(list)
    for column in columns:
        found[column.i, column.j].append(column)
    return found


def _leftmost(pool: Pool, columns: Sequence[Column]) -> list[Column]:
    """The columns that cannot be moved to an earlier slot without loss, or only by other sessions.

    Of the best plans take the one with the earliest sessions. Each of them begins where its pair
    gains by the slot (it becomes free, prefers it, or the week begins), or else just where another
    session of one of the two ends: for that holds the same. So sessions hang together in chains,
    of no more links than there are sessions, and only through people who can have two.
    """
    pairs = by_pair(columns)
    kept: dict[Pair, set[Column]] = {}
    for pair, members in pairs.items():
        at = {column.slot: column for column in members}
        kept[pair] = {
            column
            for column in members
            if (before := at.get(column.slot - 1)) is None
            or before.value < column.value
            or before.week != column.week
        }
    people = {person for pair in pairs for person in pair}
    first = first_slot(pool)
    most_sessions = sum(pool.people[n].sessions for n in people) // 2
    for _ in range(most_sessions - 1):
        ends: dict[int, set[int]] = defaultdict(set)
        for pair, found in kept.items():
            for person in pair:
                ends[person].update(c.end for c in found if _can_link(pool, person, c, first=first))
        before_round = sum(map(len, kept.values()))
        for pair, members in pairs.items():
            reached = ends[pair[0]] | ends[pair[1]]
            kept[pair].update(column for column in members if column.slot in reached)
        if sum(map(len, kept.values())) == before_round:
            break
    return [column for column in columns if column in kept[column.i, column.j]]


def _can_link(pool: Pool, person: int, column: Column, *, first: datetime) -> bool:
    """Whether they can have another session just where this one ends."""
    who = pool.people[person]
    if who.sessions < 2:
        return False
    return who.per_week > 1 or week_of(first + column.end * SLOT) != column.week


def _undominated(columns: Sequence[Column]) -> list[Column]:
    """Without the columns that another of the pair can always stand in for.

    That is one of no less value, in the same week, which of the time that others want of the two
    takes no more.
    """
    wanted = _wanted_slots(columns)
    kept = []
    for members in by_pair(columns).values():
        kept.extend(_undominated_of_pair(members, wanted=wanted))
    return kept


def _wanted_slots(columns: Sequence[Column]) -> Mapping[int, Mapping[int, int]]:
    """person → partner → the slots that this pair's columns take, as a bit mask."""
    masks: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for column in columns:
        masks[column.i][column.j] |= _mask(column)
        masks[column.j][column.i] |= _mask(column)
    return masks


def _mask(column: Column) -> int:
    return (1 << column.end) - (1 << column.slot)


def _undominated_of_pair(
    members: Sequence[Column], *, wanted: Mapping[int, Mapping[int, int]]
) -> list[Column]:
    i, j = members[0].i, members[0].j
    others = [0, 0]
    for n, (person, partner) in enumerate(((i, j), (j, i))):
        for other, mask in wanted[person].items():
            if other != partner:
                others[n] |= mask
    kept: list[tuple[Column, int, int]] = []
    # the better value first, then who takes less time that others want
    ranked = sorted(
        ((column, _mask(column) & others[0], _mask(column) & others[1]) for column in members),
        key=lambda entry: (-entry[0].value, entry[1].bit_count() + entry[2].bit_count()),
    )
    for column, first, second in ranked:
        if not any(
            other.week == column.week and not (one & ~first) and not (two & ~second)
            for other, one, two in kept
        ):
            kept.append((column, first, second))
    return [column for column, _, _ in kept]
