"""Why two people were matched, and why somebody was not: in words, from the data."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from scheduling.domain.intervals import clip, merge
from scheduling.domain.matching.arrays import plan_arrays
from scheduling.domain.matching.compact import CompactPool, compact_pool
from scheduling.domain.matching.pool import Pool, PoolPerson, Role
from scheduling.domain.matching.prices import caps_of
from scheduling.domain.matching.reason_counts import Counts, counts_of
from scheduling.domain.matching.value import preferred_by

LONGER = timedelta(minutes=30)  # "30 minutes more": before and after each free time
NUMBERS = ("", "One level", "Two levels", "Three levels", "Four levels")


def session_reasons(
    pool: Pool, i: int, j: int, *, start: datetime, minutes: int
) -> tuple[str, ...]:
    """What speaks for a session: kinds, levels, waiting, preferred times."""
    one, other = pool.people[i], pool.people[j]
    waited = max(
        (person.waited_days for person in (one, other) if person.role != Role.INTERVIEWER),
        default=0,
    )
    preferring = preferred_by(pool, i, j, start=start, minutes=minutes)
    words = [_kind_words(one, other), _level_words(one, other)]
    if waited:
        words.append(f"Waited {waited} day{'s' if waited > 1 else ''}")
    if preferring:
        words.append("A time both prefer" if preferring == 2 else "A time one of them prefers")
    if (min(i, j), max(i, j)) in {(min(pair), max(pair)) for pair in pool.fixed}:
        words.insert(0, "A pair that was set")
    return tuple(word for word in words if word)


def _kind_words(one: PoolPerson, other: PoolPerson) -> str:
    if one.role == other.role == Role.SWAP:
        yours, theirs = one.wants & other.gives, other.wants & one.gives
        if not yours or not theirs:
            return ""
        if yours == theirs:
            return f"Both want {_listed(yours)} and can give {'it' if len(yours) == 1 else 'them'}"
        return f"One practises {_listed(yours)}, the other {_listed(theirs)}"
    learner, giver = (other, one) if one.role == Role.INTERVIEWER else (one, other)
    kinds = learner.wants & giver.gives
    return f"Wants {_listed(kinds)}, which the interviewer gives" if kinds else ""


def _level_words(one: PoolPerson, other: PoolPerson) -> str:
    if one.role == other.role == Role.SWAP:
        gap = abs(other.level - one.level)
        return f"{NUMBERS[gap]} apart" if gap else "Same level"
    learner, giver = (other, one) if one.role == Role.INTERVIEWER else (one, other)
    gap = giver.level_given - learner.level
    if gap == 0:
        return "Interviewer of the same level"
    number = NUMBERS[abs(gap)]
    return f"Interviewer {number[0].lower()}{number[1:]} {'above' if gap > 0 else 'below'}"


def _listed(kinds: Collection[str], *, word: str = "and") -> str:
    """ "behavioural, coding and system design"."""
    words = [kind.replace("_", " ") for kind in sorted(kinds)]
    return f" {word} ".join([*([", ".join(words[:-1])] if words[:-1] else []), *words[-1:]])


def unmatched_reasons(
    pool: Pool, compact: CompactPool, *, sessions: Sequence[tuple[int, int]]
) -> list[tuple[int, str]]:
    """Everybody without any of the sessions (pairs of indices), and why, in the pool's order."""
    taken = np.bincount(np.array(sessions, dtype=np.int64).ravel(), minlength=len(pool.people))
    alone = np.flatnonzero(taken == 0)
    if not len(alone):
        return []
    p = plan_arrays(pool, compact)
    longer = compact_pool(_with_longer_times(pool, alone)).arrays.starts
    is_full = taken >= caps_of(p).total
    counts = counts_of(p, alone, longer, is_full)
    return [
        (int(n), _why_unmatched(pool, int(n), counts=Counts(*row)))
        for n, row in zip(alone, counts.tolist(), strict=True)
    ]


def _with_longer_times(pool: Pool, chosen: Collection[int]) -> Pool:
    people = list(pool.people)
    for n in chosen:
        longer = merge((start - LONGER, end + LONGER) for start, end in people[n].available)
        available = tuple(clip(longer, start=pool.start, end=pool.end))
        people[n] = replace(people[n], available=available)
    return replace(pool, people=tuple(people))


def _why_unmatched(pool: Pool, n: int, *, counts: Counts) -> str:
    person = pool.people[n]
    more = _more_words(counts)
    if not person.sessions or not person.per_week:
        return "Wants no session in this time"
    if not person.available:
        return "No free time in these days"
    if counts.roles == 0:
        return _role_words(pool, person)
    if all(end - start < timedelta(minutes=min(person.minutes)) for start, end in person.available):
        return "Not free for a whole session at any time"
    if counts.eligible:
        return _taken_words(counts)
    if counts.free_met:
        some = (
            f"All {counts.free_met} who fit were" if counts.free_met > 1 else "The one who fits was"
        )
        return f"{some} blocked or met before{more}"
    if counts.fit == counts.met > 0:
        return "Everybody who fits was blocked or met before"
    if counts.free:
        return f"{_free_words(person, counts)}{more}"
    if counts.fit:
        return f"{_none_free_words(counts)}{more}"
    return _nobody_words(person, counts)


def _more_words(counts: Counts) -> str:
    return f"; 30 minutes more adds {counts.more}" if counts.more else ""


def _role_words(pool: Pool, person: PoolPerson) -> str:
    if len(pool.people) == 1:
        return "Nobody else is here"
    if person.role == Role.INTERVIEWER:
        return "Only interviewers here: nobody to interview"
    if person.role == Role.CANDIDATE:
        return "No interviewers here"
    return "No swaps and no interviewers here"


def _taken_words(counts: Counts) -> str:
    number = f"{counts.eligible} fit" if counts.eligible > 1 else "One fits"
    if counts.full == counts.eligible:
        return (
            f"{number}, all had their sessions filled"
            if counts.eligible > 1
            else (f"{number}, who had all sessions filled")
        )
    return f"{number}, but the times you share went to others"


def _free_words(person: PoolPerson, counts: Counts) -> str:
    """Those who are free at the same time, and what keeps each of them from fitting."""
    obstacles = [
        (counts.free_language, "without a common language"),
        (counts.free_kinds, _kinds_obstacle(person)),
        (counts.free_above, "above your level"),
        (counts.free_below, "below your level"),
    ]
    found = [(number, words) for number, words in obstacles if number]
    people = f"{counts.free} people" if counts.free > 1 else "One person"
    if len(found) == 1:
        return f"{people} free, {'all ' if counts.free > 1 else ''}{found[0][1]}"
    return f"{people} free: {', '.join(f'{number} {words}' for number, words in found)}"


def _kinds_obstacle(person: PoolPerson) -> str:
    if person.role == Role.INTERVIEWER:
        return "wanting other kinds than you give"
    if person.role == Role.CANDIDATE:
        return "giving other kinds than you want"
    return "without kinds for both"


def _none_free_words(counts: Counts) -> str:
    unmet = counts.fit - counts.met
    return (
        f"{unmet} fit, none free when you are"
        if unmet > 1
        else "One fits, who is not free when you are"
    )


def _nobody_words(person: PoolPerson, counts: Counts) -> str:
    """Nobody fits at any time: the first thing on which all of them fail."""
    if counts.language == 0:
        return "Nobody shares a language"
    if counts.length == 0:
        return f"Nobody accepts sessions of {_minutes_listed(person)} minutes"
    if counts.kinds == 0:
        if person.role == Role.INTERVIEWER:
            return (
                f"Nobody wants {_listed(person.gives, word='or')}"
                if person.gives
                else "Gives no kind"
            )
        if person.role == Role.CANDIDATE:
            return (
                f"Nobody gives {_listed(person.wants, word='or')}"
                if person.wants
                else "Wants no kind"
            )
        return "Nobody gives what you want and wants what you give"
    above = "above" if person.role == Role.INTERVIEWER else "below"
    where = "too far from" if person.role == Role.SWAP else above
    return f"Everybody with your kinds is {where} your level"


def _minutes_listed(person: PoolPerson) -> str:
    return " or ".join(str(minutes) for minutes in sorted(person.minutes))
