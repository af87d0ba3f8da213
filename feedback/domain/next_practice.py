"""Which kind of round to practise next, and why, in one sentence.

The model says what one more practice of each kind is worth for the loop (readiness_model/loops.py).
In simulations going by that alone was hardly better than going by chance (+.035 against +.030 of
the loop's chance). So plain rules come first: each round once, no third of a kind in a row, nothing
whose questions have run out. The rest goes by

    gain / greatest + 0.5 · width / greatest + 0.5 · min(1, days since / 56) − 0.5 · [few left]

(width: of the 80 % interval), with weights chosen by judgement. The sentence claims no more than
the rule that decided.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from interviews.domain.pool import Pool

IN_A_ROW = 2  # of one kind; then another comes first
FEW_TIMES = 3  # under which a round cannot be judged
STALE_AFTER = timedelta(days=28)
FULLY_STALE_AFTER = timedelta(days=56)
WIDTH, STALE, FEW = 0.5, 0.5, 0.5


@dataclass(frozen=True)
class KindFacts:
    """A kind of round, as one person has practised it."""

    pool: Pool  # with the kind, its name in lower case, and the questions that are left
    weight: float  # in the loop
    gain: float  # what one more practice is worth, in any unit
    width: float  # of the 80 % interval of the chance, 0 … 1
    times: int  # rounds held or booked
    last_at: datetime | None  # when the last of these starts; may lie ahead
    is_wanted: bool = True  # the person has chosen to practise it

    @property
    def kind(self) -> str:
        return self.pool.kind


@dataclass(frozen=True)
class Choice:
    facts: KindFacts
    reason: str  # a sentence


def in_order(
    kinds: Sequence[KindFacts], *, recent: Sequence[str], has_loop: bool, now: datetime
) -> tuple[Choice, ...]:
    """All of `kinds`, the one to practise next first; then what is not wanted, then the dry ones.

    `recent`: the kinds of all rounds held or booked, the newest first.
    """
    worth = _worth(kinds, now=now)
    tired = _tired(recent)
    ordered = sorted(
        kinds,
        key=lambda one: (
            one.pool.is_dry,
            not one.is_wanted,
            one.kind == tired,
            one.times > 0,
            -(worth(one) if one.times else one.weight),
            one.kind,
        ),
    )
    open_ = [one for one in ordered if not one.pool.is_dry]
    return tuple(
        Choice(one, _reason(one, open_, tired=tired, has_loop=has_loop, now=now)) for one in ordered
    )


def number_word(number: int) -> str:
    """ "three"; from ten on, digits."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if 0 <= number < len(words) else str(number)


def _tired(recent: Sequence[str]) -> str:
    """The kind that was practised so often in a row that another is due; empty if none."""
    last = set(recent[:IN_A_ROW])
    return last.pop() if len(recent) >= IN_A_ROW and len(last) == 1 else ""


def _worth(kinds: Sequence[KindFacts], *, now: datetime) -> Callable[[KindFacts], float]:
    most = max((one.gain for one in kinds), default=0.0)
    widest = max((one.width for one in kinds), default=0.0)

    def worth(one: KindFacts) -> float:
        total = max(0.0, one.gain / most) if most > 0 else 0.0
        total += WIDTH * one.width / widest if widest > 0 else 0.0
        total += STALE * min(1.0, _since(one, now=now) / FULLY_STALE_AFTER)
        return total - (FEW if one.pool.is_low else 0.0)

    return worth


def _since(one: KindFacts, *, now: datetime) -> timedelta:
    return max(timedelta(), now - one.last_at) if one.last_at else FULLY_STALE_AFTER


def _reason(
    one: KindFacts, open_: Sequence[KindFacts], *, tired: str, has_loop: bool, now: datetime
) -> str:
    if one.pool.is_dry:
        return one.pool.title
    label = one.pool.name
    if not one.times:
        if has_loop:
            return f"Your loop has a {label} round, and you have not practised one yet."
        return f"You want to practise {label}, and have not yet."
    others = [other for other in open_ if other is not one]
    if all(one.width > other.width for other in others) and one.times < FEW_TIMES:
        sessions = "session" if one.times == 1 else "sessions"
        times = number_word(one.times)
        return f"You have {times} {label} {sessions}; another tells most about where you stand."
    since = _since(one, now=now)
    if since >= STALE_AFTER and all(since >= _since(other, now=now) for other in others):
        return f"Your last {label} session was {number_word(since.days // 7)} weeks ago."
    if not others:
        return f"Every {label} session still narrows where you stand."
    if name := next((other.pool.name for other in others if other.kind == tired), ""):
        return f"Your last two rounds were {name}; a change does more than a third in a row."
    if all(one.width > other.width for other in others):
        return f"Of your rounds, {label} is the one that feedback says least about."
    if all(one.gain > other.gain for other in others):
        return f"More {label} is likely to help you most, if only by a little."
    return f"Your rounds are close to each other; {label} is next in turn."
