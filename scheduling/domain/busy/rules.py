"""RRULE: what a rule says, and whether it may be worked out at all."""

import re
from dataclasses import dataclass
from itertools import product

from scheduling.domain.busy.values import Unreadable, Wall, read_wall

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
PERIODS = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
STEP_MINUTES = {"HOURLY": 60, "MINUTELY": 1}
MOST_TIMES_A_DAY = 24
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
# name → (least, most, whether it may be counted from the end)
_BY_NUMBER = {
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 60, False),
    "BYSETPOS": (1, 366, True),
}
_OTHERS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "RSCALE")
_TOO_OFTEN = "It repeats more often than every hour."


@dataclass(frozen=True)
class Rule:
    """A rule as it was written, sane. By-parts are empty where nothing was said."""

    frequency: str  # one of PERIODS or STEP_MINUTES
    interval: int = 1
    count: int | None = None
    until: Wall | None = None
    week_start: int = 0  # 0 Monday
    days: tuple[tuple[int, int], ...] = ()  # (nth or 0 for each, weekday)
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()

    @property
    def step_minutes(self) -> int:
        """Between two instances of an hourly or minutely rule; 0 for the others."""
        return STEP_MINUTES.get(self.frequency, 0) * self.interval


def read_rule(text: str) -> Rule:
    """The rule of an RRULE's value. Raises Unreadable, also for rules that are refused."""
    parts = _parts(text)[0]
    frequency = parts.get("FREQ", "")
    if frequency == "SECONDLY":
        raise Unreadable(_TOO_OFTEN)
    if frequency not in (*PERIODS, *STEP_MINUTES):
        raise Unreadable("It repeats by a rule without a frequency.")
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise Unreadable(f"It repeats by the {parts['RSCALE'][:20].title()} calendar.")
    numbers = {name: _numbers(name, parts.get(name, "")) for name in _BY_NUMBER}
    rule = Rule(
        frequency=frequency,
        interval=max(1, _number("INTERVAL", parts.get("INTERVAL", "1"))),
        count=_count(parts.get("COUNT", "")),
        until=read_wall(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_week_start(parts.get("WKST", "MO")),
        days=_days(parts.get("BYDAY", "")),
        months=numbers["BYMONTH"],
        month_days=numbers["BYMONTHDAY"],
        year_days=numbers["BYYEARDAY"],
        weeks=numbers["BYWEEKNO"],
        hours=numbers["BYHOUR"],
        minutes=numbers["BYMINUTE"],
        seconds=tuple(sorted({min(second, 59) for second in numbers["BYSECOND"]})),
        positions=numbers["BYSETPOS"],
    )
    _refuse_dense(rule)
    _refuse_impossible(rule)
    return rule


def doubts_about(text: str) -> list[str]:
    """What of a rule was read otherwise than it stands there, in words that follow a name."""
    parts, unknown = _parts(text)
    doubts = [f"repeats by a rule with “{part[:40]}” in it, left out" for part in unknown]
    if parts.get("INTERVAL", "1").strip("0") == "":
        doubts.append("repeats with an interval of 0, read as 1")
    return doubts


def _parts(text: str) -> tuple[dict[str, str], list[str]]:
    """The parts by name, and those nobody knows. Some writers escape the semicolons."""
    parts: dict[str, str] = {}
    unknown = []
    for part in text.upper().replace("\\;", ";").replace("\\,", ",").split(";"):
        name, _, value = (each.strip() for each in part.partition("="))
        if name in (*_OTHERS, *_BY_NUMBER):
            parts[name] = value
        elif name and not name.startswith("X-"):  # else a trailing semicolon
            unknown.append(part)
    return parts, unknown


def _number(name: str, text: str) -> int:
    if not re.fullmatch(r"\+?\d{1,9}", text):
        raise Unreadable(f"It repeats by a rule with {name} “{text[:20]}”.")
    return int(text)


def _count(text: str) -> int | None:
    """None where nothing is said, or "-1", by which some mean for ever."""
    return None if not text or text.startswith("-") else _number("COUNT", text)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    least, most, can_be_negative = _BY_NUMBER[name]
    numbers = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        if not re.fullmatch(r"[+-]?\d{1,3}", part):
            raise Unreadable(f"It repeats by a rule with {name} “{part[:20]}”.")
        number = int(part)
        if not least <= (abs(number) if can_be_negative else number) <= most:
            raise Unreadable(f"It repeats by a rule with {name} “{part[:20]}”.")
        numbers.add(number)
    return tuple(sorted(numbers))


def _week_start(text: str) -> int:
    if text not in WEEKDAYS:
        raise Unreadable(f"It repeats by a rule with WKST “{text[:20]}”.")
    return WEEKDAYS.index(text)


def _days(text: str) -> tuple[tuple[int, int], ...]:
    days = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _BY_DAY.fullmatch(part)
        if found is None or (found[1] and not 1 <= abs(int(found[1])) <= 53):
            raise Unreadable(f"It repeats by a rule with BYDAY “{part[:20]}”.")
        days.add((int(found[1] or 0), WEEKDAYS.index(found[2])))
    return tuple(sorted(days))


def _refuse_dense(rule: Rule) -> None:
    times = len(list(product(rule.minutes or (0,), rule.seconds or (0,))))
    if rule.step_minutes:
        if rule.step_minutes < 60 or times > 1:
            raise Unreadable(_TOO_OFTEN)
        if rule.positions:
            raise Unreadable("It repeats by hours with BYSETPOS.")
    elif times * len(rule.hours or (0,)) > MOST_TIMES_A_DAY:
        raise Unreadable(_TOO_OFTEN)


def _refuse_impossible(rule: Rule) -> None:
    if rule.months and rule.month_days:
        longest = max(DAYS_OF_MONTH[month - 1] for month in rule.months)
        if min(map(abs, rule.month_days)) > longest:
            raise Unreadable("It repeats on a day that no year has.")
