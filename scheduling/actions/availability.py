"""Change when a person can be booked. What is booked already stays booked."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from accounts.actions.locks import lock_people
from accounts.models import User
from scheduling.domain.availability import WeekTemplate, Window, merge_windows
from scheduling.models import AvailabilityException, WeeklyWindow

Week = Mapping[int, Sequence[Window]]
MAX_WINDOWS_PER_DAY = 8
MAX_EXCEPTION_DATES = 200


class CannotChangeAvailability(Exception):
    """Nothing was changed; the message says why and what to do."""


class HoursChangedMeanwhile(CannotChangeAvailability):
    """The week is no longer the one that the change was made from."""


@transaction.atomic
def add_window(user: User, *, weekdays: Sequence[int], window: Window) -> list[int]:
    """Open `window` (local time) every week on `weekdays` (0 Monday).

    Windows of a day that overlap or touch become one: the weekdays on which that happened are
    returned. Raises CannotChangeAvailability.
    """
    lock_people([user])
    merged = []
    for weekday in weekdays:
        before = _windows_on(user, weekday)
        after = merge_windows([*before, window])
        if len(after) <= len(before):
            merged.append(weekday)
        _set_windows(user, weekday, after)
    return merged


@transaction.atomic
def apply_template(user: User, *, template: WeekTemplate) -> list[int]:
    """Add the template's hours to the week; returns as `add_window` does."""
    return add_window(user, weekdays=template.weekdays, window=template.window)


def week_of_windows(user: User) -> Week:
    """The person's hours by weekday, sorted; days without any are left out."""
    week: dict[int, list[Window]] = {}
    rows = WeeklyWindow.objects.filter(user=user).order_by("weekday", "starts", "ends")
    for weekday, starts, ends in rows.values_list("weekday", "starts", "ends"):
        week.setdefault(weekday, []).append((starts, ends))
    return week


@transaction.atomic
def restore_week(user: User, *, week: Week, instead_of: Week) -> None:
    """Give the person the hours `week` again, if they still have `instead_of`.

    Raises CannotChangeAvailability if they were changed meanwhile.
    """
    lock_people([user])
    if week_of_windows(user) != instead_of:
        raise HoursChangedMeanwhile(
            "Your hours were changed since, so they stay as they are. Look at them and change"
            " what you like."
        )
    for weekday in range(7):
        _set_windows(user, weekday, week.get(weekday, []))


@transaction.atomic
def save_week(user: User, *, week: Week, instead_of: Week) -> list[int]:
    """Give the person the hours `week`, made from `instead_of`; returns the weekdays changed.

    Days that differ are merged as in `add_window`, the others keep their rows. Saving what is
    there already changes nothing (a second click). Raises HoursChangedMeanwhile if the person
    has neither of the two weeks now, CannotChangeAvailability for too many stretches.
    """
    lock_people([user])
    current = week_of_windows(user)
    wanted = {
        weekday: windows if windows == instead_of.get(weekday) else merge_windows(windows)
        for weekday, windows in week.items()
        if windows
    }
    if wanted == current:
        return []
    if current != instead_of:
        raise HoursChangedMeanwhile("Your hours were changed since this page was opened.")
    changed = [day for day in range(7) if wanted.get(day) != current.get(day)]
    _replace_days(user, {day: wanted.get(day, []) for day in changed})
    return changed


@transaction.atomic
def copy_day(user: User, *, source: int, targets: Sequence[int]) -> None:
    """Give the weekdays `targets` the hours of the weekday `source`, instead of their own."""
    lock_people([user])
    windows = _windows_on(user, source)
    if not windows:
        raise CannotChangeAvailability("That day has no hours to copy. Add some to it first.")
    for weekday in targets:
        if weekday != source:
            _set_windows(user, weekday, windows)


@transaction.atomic
def remove_window(window: WeeklyWindow) -> None:
    """Close it from now on, every week."""
    window.delete()


@transaction.atomic
def close_dates(user: User, *, dates: Sequence[date]) -> None:
    """Nobody can book the person on `dates` (local). Raises CannotChangeAvailability."""
    _replace_dates(user, {day: [] for day in dates})


@transaction.atomic
def open_dates(user: User, *, dates: Sequence[date], window: Window) -> list[date]:
    """On `dates` (local) only this window counts, with others given for the same date.

    Windows that overlap or touch become one: the dates on which that happened are returned.
    Raises CannotChangeAvailability.
    """
    lock_people([user])
    times = _exception_windows(user, dates)
    changed = {day: merge_windows([*times.get(day, []), window]) for day in dates}
    _replace_dates(user, changed)
    return [day for day in dates if len(changed[day]) <= len(times.get(day, []))]


@transaction.atomic
def forget_date(user: User, *, day: date) -> bool:
    """Let the weekly hours count on `day` again; False if they did anyway."""
    deleted, _ = user.availability_exceptions.filter(date=day).delete()
    return bool(deleted)


def _windows_on(user: User, weekday: int) -> list[Window]:
    rows = WeeklyWindow.objects.filter(user=user, weekday=weekday)
    return list(rows.values_list("starts", "ends"))


def _set_windows(user: User, weekday: int, windows: Sequence[Window]) -> None:
    _replace_days(user, {weekday: windows})


def _replace_days(user: User, days: Week) -> None:
    """Give these weekdays their windows; a row that stays is not touched."""
    if any(len(windows) > MAX_WINDOWS_PER_DAY for windows in days.values()):
        raise CannotChangeAvailability(
            f"A day holds {MAX_WINDOWS_PER_DAY} stretches of hours at most. Remove one first, or"
            " make one longer."
        )
    rows = WeeklyWindow.objects.filter(user=user, weekday__in=list(days))
    kept, gone = set(), []
    for row in rows:
        if (row.starts, row.ends) in days[row.weekday]:
            kept.add((row.weekday, row.starts, row.ends))
        else:
            gone.append(row.pk)
    if gone:
        WeeklyWindow.objects.filter(pk__in=gone).delete()
    WeeklyWindow.objects.bulk_create(
        WeeklyWindow(user=user, weekday=weekday, starts=starts, ends=ends)
        for weekday, windows in days.items()
        for starts, ends in windows
        if (weekday, starts, ends) not in kept
    )


def _exception_windows(user: User, dates: Sequence[date]) -> dict[date, list[Window]]:
    rows = AvailabilityException.objects.filter(user=user, date__in=dates, starts__isnull=False)
    windows: dict[date, list[Window]] = {}
    for day, starts, ends in rows.values_list("date", "starts", "ends"):
        assert starts is not None  # a database constraint: both or none
        assert ends is not None
        windows.setdefault(day, []).append((starts, ends))
    return windows


def _replace_dates(user: User, windows: dict[date, list[Window]]) -> None:
    """Make these the exceptions of their dates; a date without windows is closed."""
    lock_people([user])
    kept = AvailabilityException.objects.filter(user=user, date__gte=min(windows))
    kept_dates = set(kept.values_list("date", flat=True)) | set(windows)
    if len(kept_dates) > MAX_EXCEPTION_DATES:
        raise CannotChangeAvailability(
            f"You can have {MAX_EXCEPTION_DATES} dates that differ. Remove some, or take a pause"
            " in your profile instead."
        )
    if any(len(day_windows) > MAX_WINDOWS_PER_DAY for day_windows in windows.values()):
        raise CannotChangeAvailability(
            f"A date holds {MAX_WINDOWS_PER_DAY} stretches of hours at most. Remove the date"
            " and give it fewer."
        )
    AvailabilityException.objects.filter(user=user, date__in=list(windows)).delete()
    closed = [AvailabilityException(user=user, date=day) for day in windows if not windows[day]]
    times = [
        AvailabilityException(user=user, date=day, starts=starts, ends=ends)
        for day in windows
        for starts, ends in windows[day]
    ]
    AvailabilityException.objects.bulk_create([*closed, *times])
