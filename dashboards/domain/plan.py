"""What to do until the interview, week by week, counted back from its date.

Weeks are ISO weeks of the person's own dates. The usual pace is their weekly goal; under 15 days a
session every three days fits (more often only if the goal is higher), and the last two days stay
free. Otherwise the week that holds the third day before the interview is kept light. Rounds that
are held or booked count in their week; the rest are shared out by weight and by what was practised
least, never two of a kind in a row while there is another, and only while questions last.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboards.domain.weeks import WEEK, monday_of
from feedback.domain.next_practice import number_word

NEAR_DAYS = 14
FAR_WEEKS = 26  # beyond them it is too early to count back
WEEKS_WHEN_FAR, WEEKS_WITHOUT_DATE = 4, 2
REST_DAYS = 2
SPACING_DAYS = 3  # between two sessions, unless the goal asks for more
LIGHT_BEFORE = timedelta(days=3)
STORIES_A_WEEK = 4
LIGHT = "No new material: one loop day, your rounds in a row, then rest."


@dataclass(frozen=True)
class KindNeed:
    """A kind of round to practise. `times`: held or booked; `left`: questions new to them."""

    kind: str
    name: str
    weight: float
    times: int
    left: int


@dataclass(frozen=True)
class Round:
    """A round as its candidate: held, booked (`day` is known for both), or still to be booked."""

    kind: str
    name: str
    day: date | None = None
    is_held: bool = False


@dataclass(frozen=True)
class Known:
    """`kinds`: the one to practise next first. `rounds`: from this week's Monday on, by day."""

    today: date
    interview_date: date | None
    goal: int  # sessions a week, 1 or more
    kinds: Sequence[KindNeed]
    rounds: Sequence[Round]
    gaps: Sequence[tuple[str, int]]  # value, stories that it lacks

    @property
    def days(self) -> int | None:
        return days_to(self.interview_date, today=self.today)


@dataclass(frozen=True)
class PlanWeek:
    monday: date
    rounds: tuple[Round, ...]
    stories: tuple[tuple[str, int], ...]  # value, how many to write
    note: str


@dataclass(frozen=True)
class Supply:
    """Questions of a kind: how many the plan would use, and how many are new to the person."""

    name: str
    needed: int
    left: int

    @property
    def is_short(self) -> bool:
        return self.needed > self.left


@dataclass(frozen=True)
class Plan:
    words: str
    weeks: tuple[PlanWeek, ...]
    supplies: tuple[Supply, ...]
    stories_left: int  # stories that found no place in it


def plan_of(known: Known) -> Plan:
    weeks = _weeks(known)
    open_ = _open(known, weeks)
    shared = _shared(known.kinds, sum(open_), is_limited=True)
    kinds = iter(shared)
    stories = _stories(known, weeks)
    return Plan(
        words=_words(known, fits=len(shared)),
        weeks=tuple(
            PlanWeek(
                monday=monday,
                rounds=(*_rounds_in(known, monday), *_to_book(kinds, number)),
                stories=tuple(Counter(told).items()),
                note=_note(known, monday),
            )
            for monday, number, told in zip(weeks, open_, stories, strict=True)
        ),
        supplies=_supplies(known.kinds, sum(open_)),
        stories_left=_lacking(known, weeks) - sum(map(len, stories)),
    )


def days_to(interview_date: date | None, *, today: date) -> int | None:
    """Days from today to the interview; None without a date that is to come."""
    if interview_date is None or interview_date < today:
        return None
    return (interview_date - today).days


def is_time_to_rest(interview_date: date | None, *, today: date) -> bool:
    """So near to the interview that nothing is to be booked for it any more."""
    days = days_to(interview_date, today=today)
    return days is not None and days <= REST_DAYS


def _weeks(known: Known) -> list[date]:
    """The Mondays of the plan; none when there is nothing left to do but rest."""
    days = known.days
    first = monday_of(known.today)
    if days is None:
        return [first + n * WEEK for n in range(WEEKS_WITHOUT_DATE)]
    if days > FAR_WEEKS * 7:
        return [first + n * WEEK for n in range(WEEKS_WHEN_FAR)]
    if days <= REST_DAYS:
        return []
    last = monday_of(known.today + timedelta(days=days))
    return [first + n * WEEK for n in range((last - first).days // 7 + 1)]


def _open(known: Known, weeks: Sequence[date]) -> list[int]:
    """How many rounds are still to be booked in each week."""
    days = known.days
    taken = Counter(monday_of(one.day) for one in known.rounds if one.day is not None)
    if days is None or days > NEAR_DAYS:
        room = [_usual(known, monday, taken=taken[monday]) for monday in weeks]
        light = _light(known)
        return [
            0 if light and monday >= light else n for monday, n in zip(weeks, room, strict=True)
        ]
    slots = Counter(monday_of(day) for day in _near_days(known, days))
    ahead = Counter(
        monday_of(one.day)
        for one in known.rounds
        if one.day is not None and one.day >= known.today and not one.is_held
    )
    left = max(0, slots.total() - ahead.total())
    found = []
    for monday in weeks:
        found.append(min(left, max(0, slots[monday] - ahead[monday])))
        left -= found[-1]
    return found


def _usual(known: Known, monday: date, *, taken: int) -> int:
    to_book = max(0, known.goal - taken)
    if monday > known.today:
        return to_book
    return min(to_book, -(-(6 - known.today.weekday()) // _spacing(known)))


def _spacing(known: Known) -> int:
    return max(1, min(SPACING_DAYS, 7 // known.goal))


def _near_days(known: Known, days: int) -> list[date]:
    """From tomorrow on, with the last two days free."""
    offsets = range(1, days - REST_DAYS + 1, _spacing(known))
    return [known.today + timedelta(days=offset) for offset in offsets]


def _light(known: Known) -> date | None:
    """The Monday of the week that is kept light, where the plan counts back from a date."""
    days = known.days
    if days is None or not NEAR_DAYS < days <= FAR_WEEKS * 7:
        return None
    return monday_of(known.today + timedelta(days=days) - LIGHT_BEFORE)


def _note(known: Known, monday: date) -> str:
    notes = [LIGHT] if monday == _light(known) else []
    day = known.interview_date
    if day is not None and monday_of(day) == monday and day >= known.today:
        notes.append(f"Interview on {day:%A}.")
    return " ".join(notes)


def _shared(kinds: Sequence[KindNeed], number: int, *, is_limited: bool) -> list[KindNeed]:
    """`number` rounds, or fewer where questions run out: the one to practise next first.

    Each goes to the kind of greatest weight / (times + 1), with those shared out already.
    """
    shared: list[KindNeed] = []
    given: Counter[str] = Counter()
    for _ in range(number):
        able = [one for one in kinds if not is_limited or one.left > given[one.kind]]
        if not able:
            break
        others = [one for one in able if not shared or one.kind != shared[-1].kind] or able
        best = max(others, key=lambda one: one.weight / (one.times + given[one.kind] + 1))
        shared.append(others[0] if not shared else best)
        given[shared[-1].kind] += 1
    return shared


def _to_book(kinds: Iterator[KindNeed], number: int) -> list[Round]:
    return [Round(one.kind, one.name) for _, one in zip(range(number), kinds, strict=False)]


def _rounds_in(known: Known, monday: date) -> list[Round]:
    return [one for one in known.rounds if one.day is not None and monday_of(one.day) == monday]


def _supplies(kinds: Sequence[KindNeed], number: int) -> tuple[Supply, ...]:
    needed = Counter(one.kind for one in _shared(kinds, number, is_limited=False))
    return tuple(Supply(one.name, needed[one.kind], one.left) for one in kinds if needed[one.kind])


def _stories(known: Known, weeks: Sequence[date]) -> list[list[str]]:
    """The values to write a story for in each week: first one for each value, then the second."""
    end = _light(known)
    if end is None and known.interview_date is not None and known.days is not None:
        end = known.interview_date - timedelta(days=REST_DAYS)
    working = [monday for monday in weeks if end is None or monday < end]
    rounds = range(max((lacking for _, lacking in known.gaps), default=0))
    wanted = [name for n in rounds for name, lacking in known.gaps if lacking > n]
    each = min(STORIES_A_WEEK, -(-len(wanted) // len(working))) if working else 0
    return [
        wanted[n * each : (n + 1) * each] if monday in working else []
        for n, monday in enumerate(weeks)
    ]


def _lacking(known: Known, weeks: Sequence[date]) -> int:
    """Stories to write; none in the last days, when it is too late to say so."""
    return sum(lacking for _, lacking in known.gaps) if weeks else 0


def _words(known: Known, *, fits: int) -> str:
    days, day = known.days, known.interview_date
    if day is None:
        return "Without an interview date this looks two weeks ahead. With one, it counts back."
    if days is None:
        return (
            f"The interview date that you set, {day.day} {day:%B %Y}, is past. Until you set"
            " another this looks two weeks ahead."
        )
    if days <= REST_DAYS:
        return _last_words(days)
    if days > FAR_WEEKS * 7:
        return (
            f"Your interview is {days // 7} weeks away: time enough. Here are the next four; from"
            f" {FAR_WEEKS} weeks on this counts back from the day."
        )
    booked = sum(one.day is not None and not one.is_held for one in known.rounds)
    room = f"There are {days} days: {_room(fits, booked=booked)}"
    if days <= NEAR_DAYS:
        return f"{room}, and the last two days stay free."
    return f"{room}, and the last week is light."


def _room(fits: int, *, booked: int) -> str:
    beside = f" beside the {number_word(booked)} booked" if booked else ""
    if not fits:
        return f"no more sessions fit{beside}" if booked else "no session fits"
    return f"{number_word(fits)} {'session fits' if fits == 1 else 'sessions fit'}{beside}"


def _last_words(days: int) -> str:
    when = ("today", "tomorrow", "in two days")[days]
    return (
        f"Your interview is {when}. No session fits any more, and none is needed: read over your"
        " stories and your last takeaways, and rest."
    )
