"""`manage.py availability_intervals`: the instants of weekly windows, without any database."""

import json
from argparse import ArgumentParser
from typing import Any

from scheduling.domain.availability import Hours, Window, free_intervals
from scheduling.domain.busy.reading import Busy
from scheduling.domain.busy.wire import busy_as_json
from scheduling.management.arguments import SpanCommand, day, window


class Command(SpanCommand):
    help = "Print the instants of weekly windows as JSON, in the form of ics_busy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--window",
            action="append",
            type=window,
            required=True,
            help="weekdays and times of the local clock, like “sun 01:30-03:30” or "
            "“mon-fri 18:00-21:00”; may be repeated",
        )
        parser.add_argument(
            "--closed",
            action="append",
            type=day,
            default=[],
            metavar="DATE",
            help="a date without any time; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        start, end = self.span(options)
        weekly: dict[int, list[Window]] = {}
        for weekdays, times in options["window"]:
            for weekday in weekdays:
                weekly.setdefault(weekday, []).append(times)
        hours = Hours(
            zone=options["timezone"], weekly=weekly, exceptions=dict.fromkeys(options["closed"], ())
        )
        free = free_intervals(hours, start=start, end=end)
        self.stdout.write(json.dumps(busy_as_json(Busy(intervals=tuple(free), events_read=0))))
