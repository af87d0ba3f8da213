"""`manage.py ics_busy FILE`: when a calendar file makes a person busy, without any database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from scheduling.busy_worker.parent import MOST_BYTES, CannotReadCalendar, read_busy_apart
from scheduling.domain.busy.reading import NotACalendar
from scheduling.domain.busy.wire import busy_as_json
from scheduling.management.arguments import SpanCommand


class Command(SpanCommand):
    help = "Print the busy time of a calendar file as JSON (docs/calendars.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the .ics file, - for standard input")
        parser.add_argument(
            "--me", action="append", default=[], help="your mail address, for what you declined"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        start, end = self.span(options)
        try:
            busy = read_busy_apart(
                _contents(options["file"]),
                home_zone=options["timezone"],
                start=start,
                end=end,
                me=frozenset(options["me"]),
            )
        except OSError as error:
            self.refuse(f"{options['file']}: {error.strerror}")
        except (NotACalendar, CannotReadCalendar) as error:
            self.refuse(f"{options['file']}: {error}")
        else:
            self.stdout.write(json.dumps(busy_as_json(busy), ensure_ascii=False))


def _contents(name: str) -> bytes:
    """At most so much of the file that it is seen to be too long."""
    if name == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(MOST_BYTES + 1)
