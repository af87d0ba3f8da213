"""The optimum of a very small pool by trying everything; pure Python, after docs/matching.md.

Shares the checker's functions and nothing of the engine.
"""

from datetime import timedelta
from functools import cache
from itertools import combinations

from tests.scheduling.domain.matching import checker


def options(pool):
    """{(i, j): [(points, start, end)]} of all pairs that may meet, by indices i < j."""
    found = {}
    people, grid = pool["people"], list(checker.quarters(pool))
    for i, j in combinations(range(len(people)), 2):
        one, other = people[i], people[j]
        if not checker.may_meet(pool, one, other):
            continue
        length = timedelta(minutes=checker.session_minutes(one, other))
        starts = [
            (checker.pair_points(one, other, start), start, start + length)
            for start in grid
            if checker.is_free(pool, one, start, start + length)
            and checker.is_free(pool, other, start, start + length)
        ]
        if starts:
            found[i, j] = starts
    return found


def best_one_session(pool):
    """The optimum where everybody has one session at most: over all sets of people."""
    people = pool["people"]
    assert all(person["sessions"] <= 1 for person in people)
    can = [person["sessions"] >= 1 <= person["per_week"] for person in people]
    worth = {
        (i, j): max(starts)[0]
        + checker.turn_points(people[i], 1)
        + checker.turn_points(people[j], 1)
        for (i, j), starts in options(pool).items()
        if can[i] and can[j]
    }

    @cache
    def best(left):
        if not left:
            return 0
        first, rest = left[0], left[1:]
        answer = best(rest)
        for n, other in enumerate(rest):
            if (first, other) in worth:
                answer = max(answer, worth[first, other] + best(rest[:n] + rest[n + 1 :]))
        return answer

    return best(tuple(range(len(people))))


def best_many_sessions(pool):
    """The optimum under `sessions`, `per_week` and no overlap: pair after pair, every start.

    What is remembered is what the sessions so far leave to the people who still have pairs to
    come; of a person, the starts and ends taken.
    """
    people, found = pool["people"], options(pool)
    pairs = sorted(found)
    last = {n: k for k, pair in enumerate(pairs) for n in pair}

    @cache
    def best(k, taken):
        if k == len(pairs):
            return 0
        times = dict(taken)
        i, j = pairs[k]
        answer = best(k + 1, closed(k, times)) + ended(k, times)
        for points, start, end in found[i, j]:
            if fits(people[i], times.get(i, ()), start, end) and fits(
                people[j], times.get(j, ()), start, end
            ):
                after = times | {n: (*times.get(n, ()), (start, end)) for n in (i, j)}
                answer = max(answer, points + ended(k, after) + best(k + 1, closed(k, after)))
        return answer

    def closed(k, times):
        """The times of those with a pair to come after the k-th, as a key."""
        return tuple(sorted((n, tuple(sorted(t))) for n, t in times.items() if last[n] > k))

    def ended(k, times):
        """The points for the turns of those whose last pair was the k-th."""
        return sum(
            checker.turn_points(people[n], len(times.get(n, ()))) for n in pairs[k] if last[n] == k
        )

    return best(0, ())


def fits(person, taken, start, end):
    week = start.isocalendar()[:2]
    return (
        len(taken) < person["sessions"]
        and sum(begin.isocalendar()[:2] == week for begin, _ in taken) < person["per_week"]
        and all(finish <= start or end <= begin for begin, finish in taken)
    )
