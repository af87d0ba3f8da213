import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduling.domain.matching import pool_file
from scheduling.domain.matching.plan import Plan, PlannedSession, Unmatched
from scheduling.domain.matching.pool import Pool, Role
from scheduling.domain.matching.pool_file import PoolError, plan_as_json, pool_from_json
from tests.scheduling.domain.matching.pools import at, person, plan_of, pool_of, read


def utc(hour, minute=0, *, day=9):
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def refusal(pool):
    """(path, message) of what is wrong with a pool: a dict, or the bytes of a file."""
    data = pool if isinstance(pool, bytes) else json.dumps(pool).encode()
    with pytest.raises(PoolError) as caught:
        pool_from_json(data)
    return caught.value.path, caught.value.message


def test_pool_of_a_file():
    pool = read(
        pool_of(
            person("a", wants=["coding", "case"], level=5, reliability=0.93, waited_days=4),
            person("b", role="interviewer", sessions=3, per_week=2, minutes=[45, 60]),
            person("c", role="candidate", preferred=[[at(19), at(20)]]),
            history=[["c", "a"]],
            blocked=[["a", "b"], ["b", "a"]],
        )
    )
    assert (pool.start, pool.end) == (utc(0), utc(0, day=21))
    assert pool.history == {(0, 2)}
    assert pool.blocked == {(0, 1)}
    a, b, c = pool.people
    assert (a.id, a.role, a.wants, a.level) == ("a", Role.SWAP, {"coding", "case"}, 5)
    assert (a.reliability, a.waited_days, a.languages) == (0.93, 4, {"en"})
    assert (b.minutes, b.sessions, b.per_week) == ({45, 60}, 3, 2)
    assert a.available == ((utc(18), utc(21)),)
    assert c.preferred == ((utc(19), utc(20)),)


def test_history_blocks_and_preferred_times_may_be_left_out():
    pool = pool_of(person("a"))
    del pool["history"], pool["blocked"], pool["people"][0]["preferred"]
    found = read(pool)
    assert (found.history, found.blocked, found.people[0].preferred) == (set(), set(), ())


def test_free_times_are_merged_and_end_with_the_horizon():
    free = [
        [at(20), at(22)],
        [at(18), at(20)],
        [at(19), at(21)],
        [at(-5), at(1)],
        [at(300), at(400)],
    ]
    assert read(pool_of(person("a", available=free))).people[0].available == (
        (utc(0), utc(1)),
        (utc(18), utc(22)),
    )


def test_instants_of_other_zones_are_turned_into_utc():
    free = [["2026-12-09T19:00:00+01:00", "2026-12-09T15:30:00.000-05:00"]]
    assert read(pool_of(person("a", available=free))).people[0].available == (
        (utc(18), utc(20, 30)),
    )


def test_byte_order_mark_is_passed_over():
    assert pool_from_json(b"\xef\xbb\xbf" + json.dumps(pool_of()).encode()).pool.people == ()


def test_unknown_keys_are_named_once_and_passed_over():
    people = [person("a", color="red", age=3), person("b", color="blue", extra_time_percent=25)]
    found = pool_from_json(json.dumps(pool_of(*people, comment="x")).encode())
    assert found.warnings == (
        "comment: unknown key, passed over",
        "people[0].age: unknown key, passed over",
        "people[0].color: unknown key, passed over",
        "people[1].extra_time_percent: unknown key, passed over",
    )
    assert [one.extra_time_percent for one in found.pool.people] == [0, 0]


@pytest.mark.parametrize("key", ["from", "to", "people"])
def test_missing_key_of_the_pool_is_named(key):
    pool = pool_of()
    del pool[key]
    assert refusal(pool) == (key, "is missing")


@pytest.mark.parametrize("key", sorted(person("a").keys() - {"preferred"}))
def test_missing_key_of_a_person_is_named(key):
    pool = pool_of(person("a"), person("b"))
    del pool["people"][1][key]
    assert refusal(pool) == (f"people[1].{key}", "is missing")


WHOLE = "must be a whole number, not "
NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({"id": 7}, "id", "must be a text, not 7"),
        ({"id": ""}, "id", 'must be a text, not ""'),
        ({"id": "x" * 201}, "id", "must be at most 200 characters"),
        ({"role": "coach"}, "role", "must be one of swap, candidate, interviewer"),
        ({"role": ["swap"]}, "role", "must be one of swap, candidate, interviewer"),
        ({"wants": "coding"}, "wants", 'must be a list, not "coding"'),
        ({"wants": ["coding", None]}, "wants[1]", "must be a text, not null"),
        ({"gives": {"coding": 1}}, "gives", "must be a list, not an object"),
        ({"level": 0}, "level", "must be from 1 to 5, not 0"),
        ({"level": 6}, "level", "must be from 1 to 5, not 6"),
        ({"level": True}, "level", WHOLE + "true"),
        ({"level": 3.0}, "level", WHOLE + "3.0"),
        ({"level": "3"}, "level", WHOLE + '"3"'),
        ({"level": NAN}, "level", WHOLE + "NaN"),
        ({"languages": []}, "languages", "must not be empty"),
        ({"languages": [""]}, "languages[0]", 'must be a text, not ""'),
        ({"minutes": []}, "minutes", "must not be empty"),
        ({"minutes": [60, 45.5]}, "minutes[1]", WHOLE + "45.5"),
        ({"minutes": [60, -45]}, "minutes[1]", "must be from 1 to 480, not -45"),
        ({"minutes": [60, 481]}, "minutes[1]", "must be from 1 to 480, not 481"),
        ({"minutes": [False]}, "minutes[0]", WHOLE + "false"),
        ({"sessions": -1}, "sessions", "must be from 0 to 1000000, not -1"),
        ({"sessions": None}, "sessions", WHOLE + "null"),
        ({"sessions": 10**30}, "sessions", f"must be from 0 to 1000000, not {10**30}"),
        ({"per_week": -1}, "per_week", "must be from 0 to 1000000, not -1"),
        ({"per_week": INFINITY}, "per_week", WHOLE + "Infinity"),
        ({"waited_days": -3}, "waited_days", "must be from 0 to 1000000, not -3"),
        ({"waited_days": 1.5}, "waited_days", WHOLE + "1.5"),
        ({"reliability": 1.01}, "reliability", "must be from 0 to 1, not 1.01"),
        ({"reliability": -0.1}, "reliability", "must be from 0 to 1, not -0.1"),
        ({"reliability": NAN}, "reliability", "must be from 0 to 1, not NaN"),
        ({"reliability": INFINITY}, "reliability", "must be from 0 to 1, not Infinity"),
        ({"reliability": True}, "reliability", "must be a number, not true"),
        ({"reliability": "1"}, "reliability", 'must be a number, not "1"'),
        ({"available": [at(18), at(21)]}, "available[0]", f'must be a list, not "{at(18)}"'),
        ({"available": [[at(18)]]}, "available[0]", "must be two instants: [from, to]"),
        (
            {"available": [[at(18), at(21), at(22)]]},
            "available[0]",
            "must be two instants: [from, to]",
        ),
        (
            {"available": [[at(18), at(21)], [at(22), at(22)]]},
            "available[1][1]",
            "must be after the instant before it",
        ),
        (
            {"available": [[at(21), at(18)]]},
            "available[0][1]",
            "must be after the instant before it",
        ),
        (
            {"available": [["2026-12-09T18:00:00", at(21)]]},
            "available[0][0]",
            'must say its zone, as in 2026-12-07T18:00:00Z: "2026-12-09T18:00:00"',
        ),
        (
            {"available": [[at(18), "tomorrow"]]},
            "available[0][1]",
            'must be an instant in ISO 8601, not "tomorrow"',
        ),
        (
            {"available": [[at(18), "2026-12-09T25:00:00Z"]]},
            "available[0][1]",
            'must be an instant in ISO 8601, not "2026-12-09T25:00:00Z"',
        ),
        (
            {"available": [[1765296000, at(21)]]},
            "available[0][0]",
            "must be an instant in ISO 8601, not 1765296000",
        ),
        (
            {"available": [["0001-01-01T00:00:00+14:00", at(21)]]},
            "available[0][0]",
            'must be an instant in ISO 8601, not "0001-01-01T00:00:00+14:00"',
        ),
        (
            {"preferred": [[at(21), at(18)]]},
            "preferred[0][1]",
            "must be after the instant before it",
        ),
        ({"preferred": None}, "preferred", "must be a list, not null"),
    ],
)
def test_bad_field_of_a_person_is_named_by_its_path(change, path, message):
    pool = pool_of(person("a"), person("b"), person("c"), person("d", **change))
    assert refusal(pool) == (f"people[3].{path}", message)


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({"to": at(0)}, "to", "must be after from"),
        ({"to": at(-1)}, "to", "must be after from"),
        ({"to": at(0, day=93)}, "to", "must be at most 92 days after from"),
        (
            {"from": "2026-12-07"},
            "from",
            'must say its zone, as in 2026-12-07T18:00:00Z: "2026-12-07"',
        ),
        ({"from": None}, "from", "must be an instant in ISO 8601, not null"),
        ({"people": {}}, "people", "must be a list, not an object"),
        ({"people": [person("a"), "b"]}, "people[1]", 'must be an object, not "b"'),
        (
            {"people": [person("a"), person("b"), person("a")]},
            "people[2].id",
            "is already the id of people[0]",
        ),
        ({"history": [["a", "z"]]}, "history[0][1]", 'nobody in people has the id "z"'),
        ({"blocked": [["a", "b"], ["z", "a"]]}, "blocked[1][0]", 'nobody in people has the id "z"'),
        ({"history": [["a", "a"]]}, "history[0]", "must be two different people"),
        ({"blocked": [["a"]]}, "blocked[0]", "must be two ids"),
        ({"blocked": [["a", 1]]}, "blocked[0][1]", "must be a text, not 1"),
        ({"blocked": "ab"}, "blocked", 'must be a list, not "ab"'),
    ],
)
def test_bad_field_of_the_pool_is_named_by_its_path(change, path, message):
    assert refusal(pool_of(person("a"), person("b")) | change) == (path, message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON: Expecting value (line 1, column 1)"),
        (b"{'from': 1}", "not JSON: Expecting property name enclosed in double quotes"),
        (b"[]", "must be an object, not a list"),
        (b"null", "must be an object, not null"),
        (b'{"from": "\xff"}', "not UTF-8 (byte 10)"),
        ('{"from": 1}'.encode("utf-16"), "not UTF-8 (byte 0)"),
        (b'{"from": ' + b"9" * 5000 + b"}", "not readable as JSON: Exceeds the limit"),
        (b"[" * 100_000, "not readable as JSON: "),
        (b'{"from": 1, "from": 2}', 'the key "from" appears twice in one object'),
    ],
)
def test_file_that_is_no_pool_is_refused_as_a_whole(data, message):
    path, found = refusal(data)
    assert path == ""
    assert found.startswith(message)


def test_file_that_is_too_long_is_not_parsed(monkeypatch):
    monkeypatch.setattr(pool_file, "MOST_BYTES", 3 * 1024**2)
    assert refusal(b" " * (3 * 1024**2 + 1)) == ("", "the file is longer than 3 MB")


def test_too_many_people_are_refused(monkeypatch):
    monkeypatch.setattr(pool_file, "MOST_PEOPLE", 2)
    assert refusal(pool_of(person("a"), person("b"), person("c"))) == (
        "people",
        "must be at most 2",
    )


def test_plan_in_ids_and_instants_with_z():
    pool = read(pool_of(person("ä"), person("b"), person("c")))
    session = PlannedSession(
        a=0, b=2, start=utc(18, 15), minutes=60, value=1720, why=("Same level",)
    )
    plan = Plan(
        sessions=(session,),
        unmatched=(Unmatched(person=1, why="Nobody shares a language"),),
        value=2320,
        upper_bound=2400,
    )
    assert json.loads(plan_as_json(pool, plan, seconds=1.23456)) == {
        "sessions": [
            {
                "a": "ä",
                "b": "c",
                "start": "2026-12-09T18:15:00Z",
                "minutes": 60,
                "value": 1720,
                "why": ["Same level"],
            }
        ],
        "unmatched": [{"id": "b", "why": "Nobody shares a language"}],
        "value": 2320,
        "upper_bound": 2400,
        "seconds": 1.235,
    }
    assert isinstance(pool, Pool)


def test_example_of_the_documentation_is_true():
    page = (Path(__file__).resolve().parents[4] / "docs" / "matching.md").read_text()
    pool, plan = (json.loads(part.partition("```")[0]) for part in page.split("```json")[1:])
    assert plan_of(pool) == plan | {"seconds": 0.0}
