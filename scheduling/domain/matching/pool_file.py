"""A pool as JSON, and its plan as JSON (docs/matching.md has the format).

What comes from a file is not trusted: everything is checked, and whatever is wrong is named by
its path, such as people[3].available[0][1].
"""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from scheduling.domain.intervals import Interval, clip, merge
from scheduling.domain.matching.plan import Plan
from scheduling.domain.matching.pool import Pool, PoolPerson, Role

MOST_BYTES = 512 * 1024 * 1024
MOST_PEOPLE = 200_000
MOST_DAYS = 92  # of the horizon
MOST_MINUTES = 8 * 60  # of a session
MOST_COUNT = 1_000_000  # of sessions, days waited
LONGEST_TEXT = 200  # characters of an id, a kind, a language

POOL_KEYS = frozenset({"from", "to", "people", "history", "blocked"})
SITE_KEYS = {"extra_time_percent", "interviewer_level"}  # of a person, not in files
PERSON_KEYS = frozenset(field.name for field in fields(PoolPerson)) - SITE_KEYS

T = TypeVar("T")


class PoolError(Exception):
    """A file that is no pool: `path` of the field ("" for the whole), and what is wrong with it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


@dataclass(frozen=True)
class PoolFile:
    """The pool, and what in the file was passed over, in words."""

    pool: Pool
    warnings: tuple[str, ...]


def pool_from_json(data: bytes) -> PoolFile:
    """The pool in `data`; PoolError at the first thing that is wrong with it.

    Availability is merged and clipped to the horizon; unknown keys are warned of.
    """
    document = _object(_parsed(data), "")
    unknown = _Unknown()
    unknown.look(document, POOL_KEYS, "")
    start = _instant(_field(document, "from", ""), "from")
    end = _instant(_field(document, "to", ""), "to")
    if end <= start:
        raise PoolError("to", "must be after from")
    if end - start > timedelta(days=MOST_DAYS):
        raise PoolError("to", f"must be at most {MOST_DAYS} days after from")
    entries = _list(_field(document, "people", ""), "people")
    if len(entries) > MOST_PEOPLE:
        raise PoolError("people", f"must be at most {MOST_PEOPLE}")
    people: list[PoolPerson] = []
    index: dict[str, int] = {}
    for n, entry in enumerate(entries):
        path = f"people[{n}]"
        person = _person(_object(entry, path), path, start=start, end=end)
        unknown.look(entry, PERSON_KEYS, path)
        if person.id in index:
            raise PoolError(f"{path}.id", f"is already the id of people[{index[person.id]}]")
        index[person.id] = n
        people.append(person)
    pool = Pool(
        start=start,
        end=end,
        people=tuple(people),
        history=_pairs(document.get("history", []), "history", index=index),
        blocked=_pairs(document.get("blocked", []), "blocked", index=index),
    )
    return PoolFile(pool=pool, warnings=unknown.warnings)


def plan_as_json(pool: Pool, plan: Plan, *, seconds: float) -> str:
    """The plan in words and ids, instants in UTC with Z; `seconds` is what it took."""
    ids = [person.id for person in pool.people]
    document = {
        "sessions": [
            {
                "a": ids[session.a],
                "b": ids[session.b],
                "start": instant_text(session.start),
                "minutes": session.minutes,
                "value": session.value,
                "why": list(session.why),
            }
            for session in plan.sessions
        ],
        "unmatched": [{"id": ids[one.person], "why": one.why} for one in plan.unmatched],
        "value": plan.value,
        "upper_bound": plan.upper_bound,
        "seconds": round(seconds, 3),
    }
    return json.dumps(document, indent=1)


def instant_text(instant: datetime) -> str:
    """ "2026-12-07T18:00:00Z"."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


class _Unknown:
    """Keys that nobody reads: each is named once, where it was first met."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def look(self, entry: dict[str, Any], known: frozenset[str], path: str) -> None:
        for key in entry.keys() - known:
            self._first.setdefault(key, _joined(path, key))

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(f"{path}: unknown key, passed over" for path in sorted(self._first.values()))


def _parsed(data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise PoolError("", f"the file is longer than {MOST_BYTES // 1024**2} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PoolError("", f"not UTF-8 (byte {error.start})") from error
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise PoolError("", f"not JSON: {error.msg} ({where})") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; deep nesting
        raise PoolError("", f"not readable as JSON: {error}") from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entry = dict(pairs)
    if len(entry) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise PoolError("", f"the key {_shown(repeated)} appears twice in one object")
    return entry


def _person(entry: dict[str, Any], path: str, *, start: datetime, end: datetime) -> PoolPerson:
    def at(key: str) -> tuple[Any, str]:
        return _field(entry, key, path), f"{path}.{key}"

    role, role_path = at("role")
    if role not in list(Role):
        raise PoolError(role_path, f"must be one of {', '.join(Role)}")
    return PoolPerson(
        id=_text(*at("id")),
        role=Role(role),
        wants=_set(*at("wants"), read=_text),
        gives=_set(*at("gives"), read=_text),
        level=_whole(*at("level"), least=1, most=5),
        languages=_set(*at("languages"), read=_text, least=1),
        minutes=_set(*at("minutes"), read=_minutes, least=1),
        sessions=_whole(*at("sessions"), least=0, most=MOST_COUNT),
        per_week=_whole(*at("per_week"), least=0, most=MOST_COUNT),
        waited_days=_whole(*at("waited_days"), least=0, most=MOST_COUNT),
        reliability=_share(*at("reliability")),
        available=_intervals(*at("available"), start=start, end=end),
        preferred=_intervals(entry.get("preferred", []), f"{path}.preferred", start=start, end=end),
    )


def _field(entry: dict[str, Any], key: str, path: str) -> Any:
    if key not in entry:
        raise PoolError(_joined(path, key), "is missing")
    return entry[key]


def _joined(path: str, key: str) -> str:
    shown = key if len(key) <= LONGEST_TEXT else key[:LONGEST_TEXT] + "…"
    return f"{path}.{shown}" if path else shown


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PoolError(path, f"must be an object, not {_shown(value)}")
    return value


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise PoolError(path, f"must be a list, not {_shown(value)}")
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str) or not value:
        raise PoolError(path, f"must be a text, not {_shown(value)}")
    if len(value) > LONGEST_TEXT:
        raise PoolError(path, f"must be at most {LONGEST_TEXT} characters")
    return value


def _whole(value: Any, path: str, *, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise PoolError(path, f"must be a whole number, not {_shown(value)}")
    if not least <= value <= most:
        raise PoolError(path, f"must be from {least} to {most}, not {_shown(value)}")
    return value


def _minutes(value: Any, path: str) -> int:
    return _whole(value, path, least=1, most=MOST_MINUTES)


def _share(value: Any, path: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise PoolError(path, f"must be a number, not {_shown(value)}")
    if not (math.isfinite(value) and 0 <= value <= 1):
        raise PoolError(path, f"must be from 0 to 1, not {_shown(value)}")
    return float(value)


def _set(value: Any, path: str, *, read: Callable[[Any, str], T], least: int = 0) -> frozenset[T]:
    found = frozenset(read(one, f"{path}[{n}]") for n, one in enumerate(_list(value, path)))
    if len(found) < least:
        raise PoolError(path, "must not be empty")
    return found


def _instant(value: Any, path: str) -> datetime:
    """An aware instant, in UTC."""
    if not isinstance(value, str):
        raise PoolError(path, f"must be an instant in ISO 8601, not {_shown(value)}")
    try:
        instant = datetime.fromisoformat(value)
        if instant.utcoffset() is None:
            raise PoolError(path, f"must say its zone, as in 2026-12-07T18:00:00Z: {_shown(value)}")
        return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PoolError(path, f"must be an instant in ISO 8601, not {_shown(value)}") from error


def _intervals(value: Any, path: str, *, start: datetime, end: datetime) -> tuple[Interval, ...]:
    """The instants in a list of [from, to], merged, within the horizon."""
    found: list[Interval] = []
    for n, pair in enumerate(_list(value, path)):
        where = f"{path}[{n}]"
        if len(_list(pair, where)) != 2:
            raise PoolError(where, "must be two instants: [from, to]")
        begin = _instant(pair[0], f"{where}[0]")
        finish = _instant(pair[1], f"{where}[1]")
        if finish <= begin:
            raise PoolError(f"{where}[1]", "must be after the instant before it")
        found.append((begin, finish))
    return tuple(clip(merge(found), start=start, end=end))


def _pairs(value: Any, path: str, *, index: dict[str, int]) -> frozenset[tuple[int, int]]:
    """Pairs of ids as pairs of indices, the lower first."""

    def person(one: Any, where: str) -> int:
        number = index.get(_text(one, where))
        if number is None:
            raise PoolError(where, f"nobody in people has the id {_shown(one)}")
        return number

    return frozenset(_pairs_of(_list(value, path), path, person=person))


def _pairs_of(
    entries: list[Any], path: str, *, person: Callable[[Any, str], int]
) -> Iterable[tuple[int, int]]:
    for n, pair in enumerate(entries):
        where = f"{path}[{n}]"
        if len(_list(pair, where)) != 2:
            raise PoolError(where, "must be two ids")
        a, b = person(pair[0], f"{where}[0]"), person(pair[1], f"{where}[1]")
        if a == b:
            raise PoolError(where, "must be two different people")
        yield min(a, b), max(a, b)


def _shown(value: Any) -> str:
    """A value for a message, in JSON, cut short."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "…"
