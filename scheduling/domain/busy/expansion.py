"""The wall times that a rule gives between two wall times.

Only the periods (years, months, weeks, days) that can matter are looked at, and of each only its
own dates: no rule, however impossible, makes it run on. A rule with a COUNT is followed from its
first instance, within the effort that is allowed.
"""

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count as counting
from itertools import product

from scheduling.domain.busy.effort import RuleEffort
from scheduling.domain.busy.rules import Rule
from scheduling.domain.busy.values import DAY, LAST_YEAR

END_OF_TIME = datetime(9999, 12, 31)  # noqa: DTZ001  # a wall reading


def starts_of(
    rule: Rule,
    *,
    first: datetime,
    low: datetime,
    high: datetime,
    until: datetime | None,
    effort: RuleEffort,
) -> Iterator[datetime]:
    """What the rule gives from `first` on (wall times, ascending) that lies in [low, high].

    `until` (inclusive) is a wall time too. `first` itself is given only if the rule gives it.
    """
    last = min(high, until) if until else high
    rule = _with_defaults(rule, first)
    left = rule.count
    if left is not None and _is_even(rule, first):
        last, left = min(last, _last_of_even(rule, first, left)), None
    elif left is not None and _latest_end(rule, first, left) < low:
        return
    begin = first if left is not None else max(first, low)
    for at in _candidates(rule, first=first, begin=begin, last=last, effort=effort):
        if at < first:
            continue
        if at > last or left == 0:
            return
        if left is not None:
            left -= 1
        if at >= low:
            yield at


def _with_defaults(rule: Rule, first: datetime) -> Rule:
    """With what the rule takes from its first instance (RFC 5545 3.3.10, the notes)."""
    if rule.step_minutes:
        return rule
    if rule.weeks and not rule.days:
        rule = replace(rule, days=((0, first.weekday()),))
    if rule.days or rule.month_days or rule.year_days:
        return rule
    if rule.frequency == "WEEKLY":
        return replace(rule, days=((0, first.weekday()),))
    if rule.frequency == "MONTHLY":
        return replace(rule, month_days=(first.day,))
    if rule.frequency == "YEARLY":
        return replace(rule, months=rule.months or (first.month,), month_days=(first.day,))
    return rule


def _is_even(rule: Rule, first: datetime) -> bool:
    """Whether one instance follows another after always the same time, so that COUNT is a date."""
    is_whole = not (rule.hours or rule.minutes or rule.seconds or rule.positions or rule.months)
    is_whole = is_whole and not (rule.month_days or rule.year_days or rule.weeks)
    if rule.frequency == "WEEKLY":
        return is_whole and [weekday for _, weekday in rule.days] == [first.weekday()]
    return is_whole and not rule.days and rule.frequency in {"DAILY", "HOURLY", "MINUTELY"}


def _last_of_even(rule: Rule, first: datetime, count: int) -> datetime:
    step = {"WEEKLY": 10_080, "DAILY": 1_440}.get(rule.frequency, 0) * rule.interval
    minutes = (step or rule.step_minutes) * (count - 1)
    if minutes > (END_OF_TIME - first) // timedelta(minutes=1):
        return END_OF_TIME
    return first + timedelta(minutes=minutes)


def _latest_end(rule: Rule, first: datetime, count: int) -> datetime:
    """No instance is later. A glance that spares the counting of series long past."""
    days = 0
    if not (rule.months or rule.year_days or rule.weeks or rule.positions):
        if rule.frequency == "WEEKLY" and not rule.month_days:
            days = 7
        elif rule.frequency == "MONTHLY" and not (rule.days and rule.month_days):
            is_in_every_month = any(abs(number) <= 28 for number in rule.month_days)
            is_in_every_month = is_in_every_month or any(abs(nth) <= 4 for nth, _ in rule.days)
            days = 31 if is_in_every_month else 0
    days *= rule.interval * (count + 1)
    return first + DAY * days if 0 < days < (END_OF_TIME - first).days else END_OF_TIME


def _candidates(
    rule: Rule, *, first: datetime, begin: datetime, last: datetime, effort: RuleEffort
) -> Iterator[datetime]:
    if rule.step_minutes:
        yield from _steps(rule, first=first, begin=begin, last=last, effort=effort)
        return
    times = _times(rule, first)
    for dates in _periods(rule, first.date(), begin.date(), last.date()):
        effort.spend(len(dates) + 1)
        chosen = [datetime.combine(d, t) for d in dates if _matches(rule, d) for t in times]
        if rule.positions:
            chosen = _at_positions(chosen, rule.positions)
        if chosen:
            effort.spend(len(chosen))
            yield from chosen


def _times(rule: Rule, first: datetime) -> list[time]:
    hours, minutes = rule.hours or (first.hour,), rule.minutes or (first.minute,)
    return [time(*parts) for parts in product(hours, minutes, rule.seconds or (first.second,))]


def _steps(
    rule: Rule, *, first: datetime, begin: datetime, last: datetime, effort: RuleEffort
) -> Iterator[datetime]:
    """Hourly and slower, on the wall clock."""
    step = timedelta(minutes=rule.step_minutes)
    at = first + step * max(0, (begin - first) // step - 1)
    while at <= last:
        effort.spend(1)
        is_in = not rule.hours or at.hour in rule.hours
        if rule.frequency == "MINUTELY" and rule.minutes:
            is_in = is_in and at.minute in rule.minutes
        if is_in and _matches(rule, at.date()):
            yield at.replace(
                minute=rule.minutes[0] if rule.minutes else at.minute,
                second=rule.seconds[0] if rule.seconds else at.second,
            )
        at += step


def _at_positions(chosen: list[datetime], positions: tuple[int, ...]) -> list[datetime]:
    size = len(chosen)
    places = {p - 1 if p > 0 else size + p for p in positions if abs(p) <= size}
    return [chosen[place] for place in sorted(places)]


def _periods(rule: Rule, first: date, begin: date, last: date) -> Iterator[list[date]]:
    """The dates of each period of the rule from the one that holds `begin` to that of `last`."""
    if rule.frequency in {"DAILY", "WEEKLY"}:
        size = 1 if rule.frequency == "DAILY" else 7
        origin = first - DAY * ((first.weekday() - rule.week_start) % 7 if size == 7 else 0)
        step = size * rule.interval
        for number in counting(max(0, (begin - origin).days // step)):
            day = origin.toordinal() + number * step
            if day > last.toordinal():
                return
            yield [date.fromordinal(day + n) for n in range(size)]
        return
    months = rule.interval * (12 if rule.frequency == "YEARLY" else 1)
    begin_month, last_month = (day.year * 12 + day.month - 1 for day in (begin, last))
    origin_month = first.year * 12 + (first.month - 1 if rule.frequency == "MONTHLY" else 0)
    for number in counting(max(0, (begin_month - origin_month) // months)):
        month = origin_month + number * months
        if month > last_month or month // 12 > LAST_YEAR:
            return
        if rule.frequency == "MONTHLY":
            yield _month(*divmod(month, 12))
        else:
            within = [number - 1 for number in rule.months] or range(12)
            yield [day for each in within for day in _month(month // 12, each)]


def _month(year: int, month: int) -> list[date]:
    return [date(year, month + 1, day + 1) for day in range(monthrange(year, month + 1)[1])]


def _matches(rule: Rule, day: date) -> bool:
    """Whether the date passes every by-part of the rule."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        length = monthrange(day.year, day.month)[1]
        if not _is_in(rule.month_days, day.day, length):
            return False
    if rule.year_days:
        length = 365 + isleap(day.year)
        if not _is_in(rule.year_days, day.timetuple().tm_yday, length):
            return False
    if rule.weeks and not _is_in(rule.weeks, *_week_of(day, rule.week_start)):
        return False
    return not rule.days or any(_is_weekday(rule, day, *each) for each in rule.days)


def _is_in(numbers: tuple[int, ...], number: int, size: int) -> bool:
    """Whether the `number`th of `size` is among numbers that may count from the end."""
    return number in numbers or number - size - 1 in numbers


def _is_weekday(rule: Rule, day: date, nth: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    if not nth or rule.frequency not in {"MONTHLY", "YEARLY"} or rule.weeks:
        return True
    if rule.frequency == "MONTHLY" or rule.months:
        number, length = day.day, monthrange(day.year, day.month)[1]
    else:
        number, length = day.timetuple().tm_yday, 365 + isleap(day.year)
    return nth == ((number - 1) // 7 + 1 if nth > 0 else -((length - number) // 7 + 1))


def _week_of(day: date, week_start: int) -> tuple[int, int]:
    """The number of the date's week, and how many weeks its year of weeks has.

    Week 1 is the first with at least four days in the year (ISO 8601 for a Monday start).
    """
    thursday = day - DAY * ((day.weekday() - week_start) % 7) + DAY * 3
    year_start = date(thursday.year, 1, 1)
    number = (thursday - year_start).days // 7 + 1
    first_day = (year_start.weekday() - week_start) % 7
    has_53 = first_day == 3 or (first_day == 2 and isleap(thursday.year))
    return number, 53 if has_53 else 52
