"""Whose fit changed since somebody last looked, with nobody left out.

PostgreSQL: rows of a transaction that is still going on are not to be seen, and come to light
later with lower ids than rows seen already. Each row therefore bears its transaction's number.
A snapshot's xmin is the lowest number still going on: whatever a look could not see has that
number or a higher one, so the next look asks for those, and passes over what it has seen.
SQLite has one writer at a time, so rows come to light in the order of their ids.
"""

import json
from dataclasses import dataclass

from django.db import connection

# One statement, and so one moment, for each.
_POSTGRESQL = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       coalesce((SELECT max(pruned_transaction_number) + 1
                 FROM scheduling_partnerchangespruned), 0),
       coalesce((SELECT json_agg(json_build_array(id, transaction_number, person))
                 FROM scheduling_partnerchange WHERE transaction_number >= %s)::text, '[]')
"""
_SQLITE = """
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'scheduling_partnerchange'), 0),
       coalesce((SELECT max(pruned_id) FROM scheduling_partnerchangespruned), 0),
       (SELECT json_group_array(json_array(id, 0, person))
        FROM scheduling_partnerchange WHERE id > %s)
"""
_FROM_NOW_ON = 2**62


@dataclass(frozen=True)
class Mark:
    """Up to where changes were seen: a transaction's number or, on SQLite, a row's id.

    `seen`: ids of rows beyond it that were seen all the same.
    """

    position: int
    seen: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Changes:
    """`people`: whose fit changed, EVERYBODY perhaps among them. `mark` is for the next look.

    `are_lost`: nobody can say what changed: the rows were pruned, or it is another database now.
    """

    mark: Mark
    people: frozenset[int]
    are_lost: bool = False


def mark_of_now() -> Mark:
    """Read this before the tables: what changes later is seen by a look from here."""
    return Mark(position=_look(_FROM_NOW_ON)[0])


def changes_since(mark: Mark) -> Changes:
    """One query. What it tells of is committed, or the caller's own."""
    position, pruned, rows = _look(mark.position)
    return Changes(
        mark=Mark(
            position=position,
            seen=frozenset(id_ for id_, transaction, _ in rows if transaction >= position),
        ),
        people=frozenset(person for id_, _, person in rows if id_ not in mark.seen),
        are_lost=position < mark.position or pruned > mark.position,
    )


def _look(since: int) -> tuple[int, int, list[tuple[int, int, int]]]:
    """Where the changes stand, up to where they are pruned, and the rows from `since` on."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL if is_postgresql else _SQLITE, [since])
        position, pruned, rows = cursor.fetchone()
    return position, pruned, json.loads(rows)
