"""How fast busy time is read out of a large calendar, against the libraries on the whole file.

    python -m tests.benchmarks.busy [--events 5000] [--recurring 300] [--days 60] [--runs 3]

A calendar as an office keeps it for years: most of it past, with descriptions, guests and alarms,
in four zones. Both read the same bytes in the same run; a different result or a ratio below 5 ends
with exit code 1. Processor time, the best of the runs.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scheduling.domain.busy.reading import read_busy
from scheduling.domain.intervals import Interval
from tests.scheduling.domain.busy.reference import busy_by_libraries

HOME = "Europe/Berlin"
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata")
START = datetime(2026, 10, 1, tzinfo=UTC)  # Europe's and America's clocks change ahead
PAST, FUTURE = timedelta(days=4 * 365), timedelta(days=180)
RULES = (
    *("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY"),
    *("FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY"),
    *("FREQ=WEEKLY;COUNT=150", "FREQ=WEEKLY;UNTIL=20261115T235959Z"),
)
LEAST_RATIO = 5.0


def make_calendar(*, events: int, recurring: int, chance: random.Random) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Benchmark//EN"]
    for number in range(events):
        lines += _event(number, is_recurring=number < recurring, chance=chance)
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _event(number: int, *, is_recurring: bool, chance: random.Random) -> list[str]:
    span = (PAST + (timedelta() if is_recurring else FUTURE)).days
    day = START - PAST + timedelta(days=chance.randrange(span))
    begins = day.replace(hour=chance.randrange(8, 18), minute=chance.choice((0, 15, 30)))
    ends = begins + timedelta(minutes=chance.choice((15, 30, 60, 90)))
    zone = chance.choice(ZONES)
    if not is_recurring and chance.random() < 0.05:
        times = [f"DTSTART;VALUE=DATE:{begins:%Y%m%d}"]
    else:
        times = [
            f"DTSTART;TZID={zone}:{begins:%Y%m%dT%H%M%S}",
            f"DTEND;TZID={zone}:{ends:%Y%m%dT%H%M%S}",
        ]
    if is_recurring:
        times.append(f"RRULE:{chance.choice(RULES)}")
    return [
        "BEGIN:VEVENT",
        f"UID:{number:08x}@benchmark.example",
        f"DTSTAMP:{begins:%Y%m%dT%H%M%SZ}",
        *times,
        f"SUMMARY:Meeting {number}",
        "DESCRIPTION:An agenda\\, some links and what was decided the last time we spoke o",
        " f it\\n\\nhttps://meet.example.org/room/8123/with/a/long/path/that/is/folded",
        "ORGANIZER;CN=Ana:mailto:ana@example.org",
        "ATTENDEE;CN=Ben;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:ben@example.org",
        "ATTENDEE;CN=Cora;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:cora@example.org",
        "LOCATION:Room 12",
        "STATUS:CONFIRMED",
        f"TRANSP:{'TRANSPARENT' if chance.random() < 0.1 else 'OPAQUE'}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT10M",
        "DESCRIPTION:Reminder",
        "END:VALARM",
        "END:VEVENT",
    ]


def timed(read: Callable[[], list[Interval]], *, runs: int) -> tuple[float, list[Interval]]:
    """The least processor time in seconds, and the result."""
    seconds = []
    for _ in range(runs):
        begun = time.process_time()
        found = read()
        seconds.append(time.process_time() - begun)
    return min(seconds), found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, number in {
        "events": 5000,
        "recurring": 300,
        "days": 60,
        "runs": 3,
        "seed": 1,
    }.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    raw = make_calendar(events=options.events, recurring=options.recurring, chance=chance)
    end = START + timedelta(days=options.days)
    ours_s, ours = timed(
        lambda: list(read_busy(raw, home_zone=HOME, start=START, end=end).intervals),
        runs=options.runs,
    )
    theirs_s, theirs = timed(
        lambda: busy_by_libraries(raw, home_zone=HOME, start=START, end=end), runs=1
    )
    print(f"{len(raw):,} bytes, {options.events} events, {options.recurring} of them recurring")
    print(f"{len(ours)} busy intervals in {options.days} days")
    print(f"icalendar and recurring-ical-events: {theirs_s:.2f} s; ours: {ours_s:.2f} s")
    print(f"ratio {theirs_s / ours_s:.1f}, the same result: {ours == theirs}")
    sys.exit(ours != theirs or theirs_s < LEAST_RATIO * ours_s)


if __name__ == "__main__":
    main()
