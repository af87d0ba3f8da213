"""Arguments of commands that are answered with one line when they are wrong."""

import re
from argparse import SUPPRESS, ArgumentTypeError
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandParser

from common.files import printable
from scheduling.domain.availability import Window

MOST_DAYS = 3_660
_FIRST, _LAST = date(1970, 1, 1), date(2200, 1, 1)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"([a-z,\s-]+?)\s+(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")


class SpanCommand(BaseCommand):
    """A command about --from and --to, dates of --timezone; --to is not included.

    What is wrong is said in one line on standard error, with exit code 2.
    """

    requires_system_checks = ()  # they are the site's, which has no part in it

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, usage=SUPPRESS, **kwargs)
        parser.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
        parser.add_argument("--to", dest="last", type=day, required=True, metavar="DATE")
        parser.add_argument("--timezone", type=zone_name, required=True, metavar="ZONE")
        return parser

    def span(self, options: dict[str, Any]) -> tuple[datetime, datetime]:
        """[from, to) in UTC."""
        first, last = options["first"], options["last"]
        if not first < last:
            self.refuse("--to must be after --from")
        if (last - first).days > MOST_DAYS:
            self.refuse(f"at most {MOST_DAYS} days at a time")
        zone = ZoneInfo(options["timezone"])
        start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last))
        return start, end

    def refuse(self, words: str) -> None:
        """Ends the command."""
        self.stderr.write(printable(words))
        raise SystemExit(2)


def day(text: str) -> date:
    """ "2026-11-01"."""
    try:
        found = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        found = None
    if found is None or not _FIRST <= found <= _LAST:
        raise ArgumentTypeError(f"{printable(text)} is no date like 2026-11-01")
    return found


def zone_name(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ArgumentTypeError(f"{printable(text)} is no time zone like Europe/Berlin") from None
    return text


def window(text: str) -> tuple[tuple[int, ...], Window]:
    """ "sun 01:30-03:30", "mon-fri 18:00-24:00", "sat,sun 09:00-12:00": weekdays and times.

    An end that is not after the start is on the next day.
    """
    found = _WINDOW.fullmatch(text.strip().lower())
    if found is None:
        raise _no_window(text)
    try:
        weekdays = tuple(day for part in found[1].split(",") for day in _weekdays(part.strip()))
        ends = time() if found[3] == "24:00" else _time(found[3])
        return weekdays, (_time(found[2]), ends)
    except ValueError:
        raise _no_window(text) from None


def _no_window(text: str) -> ArgumentTypeError:
    return ArgumentTypeError(f"{printable(text)} is no window like “sun 01:30-03:30”")


def _weekdays(text: str) -> list[int]:
    first, _, last = (part.strip() for part in text.partition("-"))
    numbers = [_DAYS.index(name[:3]) for name in (first, last or first)]
    return [(numbers[0] + n) % 7 for n in range((numbers[1] - numbers[0]) % 7 + 1)]


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
