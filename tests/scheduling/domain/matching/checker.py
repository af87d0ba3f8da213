"""Is a plan feasible, and what is it worth? Written from docs/matching.md alone.

Works on the JSON of `match_pool` (a pool and its plan as dicts) and shares no code with the
engine, so that neither can repeat a mistake of the other.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

LEVEL_POINTS = {-2: 0, -1: 80, 0: 160, 1: 200, 2: 160, 3: 100, 4: 60}
LATER_TURNS = [150, 80, 40, 20, 10, 5]


def instant(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def quarters(pool):
    """The starts of the grid, in order."""
    begin, end = instant(pool["from"]), instant(pool["to"])
    day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    steps = -((day - begin) // timedelta(minutes=15))
    start = day + steps * timedelta(minutes=15)
    while start < end:
        yield start
        start += timedelta(minutes=15)


def is_within(intervals, start, end):
    """Whether every instant of [start, end) is in a list of [from, to], which may overlap."""
    reached = start
    for begin, finish in sorted((instant(a), instant(b)) for a, b in intervals):
        if begin <= reached < finish:
            reached = finish
    return reached >= end


def legs(one, other):
    """(learner, interviewer) of each leg of their session; None if their roles do not meet."""
    roles = (one["role"], other["role"])
    if roles == ("swap", "swap"):
        return [(one, other), (other, one)]
    if roles in {("candidate", "interviewer"), ("swap", "interviewer")}:
        return [(one, other)]
    if roles in {("interviewer", "candidate"), ("interviewer", "swap")}:
        return [(other, one)]
    return None


def session_minutes(one, other):
    return max(set(one["minutes"]) & set(other["minutes"]), default=None)


def may_meet(pool, one, other):
    found = legs(one, other)
    ids = {one["id"], other["id"]}
    return (
        one["id"] != other["id"]
        and found is not None
        and session_minutes(one, other) is not None
        and bool(set(one["languages"]) & set(other["languages"]))
        and all(ids != set(pair) for pair in pool.get("history", []) + pool.get("blocked", []))
        and all(set(learner["wants"]) & set(giver["gives"]) for learner, giver in found)
        and all(giver["level"] >= learner["level"] - 2 for learner, giver in found)
    )


def is_free(pool, person, start, end):
    inside = instant(pool["from"]) <= start and end <= instant(pool["to"])
    return inside and is_within(person["available"], start, end)


def pair_points(one, other, start):
    """The value of a feasible session."""
    found = legs(one, other)
    raw = 800 if len(found) == 2 else 650
    for learner, giver in found:
        kinds = len(set(learner["wants"]) & set(giver["gives"]))
        raw += [0, 300, 400, 450][min(kinds, 3)]
        raw += LEVEL_POINTS[giver["level"] - learner["level"]]
    end = start + timedelta(minutes=session_minutes(one, other))
    raw += 120 * sum(is_within(person["preferred"], start, end) for person in (one, other))
    first, second = (round(256 * person["reliability"]) for person in (one, other))
    return raw * first * second // 65536


def turn_points(person, number):
    """What `number` sessions of a person add up to."""
    interviews = person["role"] == "interviewer"
    points = []
    for nth in range(1, number + 1):
        if nth == 1:
            points.append(100 if interviews else 300 + 20 * min(30, person["waited_days"]))
        else:
            later = LATER_TURNS[nth - 2] if nth - 2 < len(LATER_TURNS) else 0
            points.append(later // 2 if interviews else later)
    return sum(points)


def check(pool, plan):
    """Assert that `plan` is a feasible plan of `pool` and tells its own value truly."""
    people = {person["id"]: person for person in pool["people"]}
    order = {person["id"]: n for n, person in enumerate(pool["people"])}
    grid = set(quarters(pool))
    times, met, total = defaultdict(list), set(), 0
    for session in plan["sessions"]:
        one, other = people[session["a"]], people[session["b"]]
        start = instant(session["start"])
        end = start + timedelta(minutes=session["minutes"])
        assert session["start"].endswith("Z")
        assert order[one["id"]] < order[other["id"]], "a is not before b in the pool's order"
        assert may_meet(pool, one, other), f"{one['id']} and {other['id']} may not meet"
        assert session["minutes"] == session_minutes(one, other)
        assert start in grid, f"{start} is not on the grid"
        assert is_free(pool, one, start, end), f"{one['id']} is not free at {start}"
        assert is_free(pool, other, start, end), f"{other['id']} is not free at {start}"
        assert (one["id"], other["id"]) not in met, "they meet twice"
        assert session["value"] == pair_points(one, other, start)
        assert session["why"], "no reason is given"
        met.add((one["id"], other["id"]))
        times[one["id"]].append((start, end))
        times[other["id"]].append((start, end))
        total += session["value"]
    for who, taken in times.items():
        check_times(people[who], taken)
        total += turn_points(people[who], len(taken))
    assert plan["value"] == total, f"says {plan['value']}, is {total}"
    assert plan["upper_bound"] >= total
    assert [one["id"] for one in plan["unmatched"]] == [i for i in people if i not in times]
    assert all(one["why"] for one in plan["unmatched"])


def check_times(person, taken):
    """That a person's sessions neither overlap nor are too many."""
    taken.sort()
    for (_, end), (start, _) in pairwise(taken):
        assert end <= start, f"sessions of {person['id']} overlap at {start}"
    assert len(taken) <= person["sessions"], f"{person['id']} has too many sessions"
    weeks = defaultdict(int)
    for start, _ in taken:
        weeks[start.isocalendar()[:2]] += 1
    assert max(weeks.values()) <= person["per_week"], f"{person['id']} has too many in a week"
