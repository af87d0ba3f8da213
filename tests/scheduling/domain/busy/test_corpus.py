"""Every public calendar file is read or refused in words, and read as the libraries read it.

Where the libraries read otherwise, DIFFERENT says why; docs/calendars.md has the same reasons.
"""

import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from scheduling.busy_worker.parent import read_busy_apart
from scheduling.domain.busy import prefilter
from scheduling.domain.busy.reading import Busy, NotACalendar, read_busy
from tests.scheduling.domain.busy.corpus import CORPUS, files, windows_of
from tests.scheduling.domain.busy.reference import busy_by_libraries

HOME = "Europe/Berlin"
LIBRARIES_CPU_S = 3.0
ANY_WINDOW = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
DIFFERENT = {
    "no END after a date": ["allenporter+ical/tests/testdata/rrule-exdate-mismatch.ics"],
    "lines ended by CR": [
        f"apple+ccs-calendarserver/twistedcaldav/test/data/recurrance/Test-0{number}.ics"
        for number in ("1A", "1B", "2A", "2B", "3A", "3B", "3C", "3D", "3E")
    ],
    "one UID for two events": ["collective+icalendar/docs/tutorials/example.ics"],
    "EXDATE beside an override": [
        "ical4j+ical4j/src/test/resources/samples/valid/blalor.ics",
        "stalwartlabs+calcard/resources/ical/197.ics",
    ],
    "a date with a TZID": [
        "ical4j+ical4j/src/test/resources/samples/valid/google_aus_holidays.ics",
        "ical4j+ical4j/src/test/resources/samples/valid/japan_west.ics",
        "stalwartlabs+calcard/resources/ical/219.ics",
    ],
    "Microsoft's names of zones": [
        "jens-maus+node-ical/test/fixtures/Office-2012-owa.ics",
        "jens-maus+node-ical/test/fixtures/music-school-weekly-until.ics",
        "jens-maus+node-ical/test/fixtures/windows-quoted-tz-rrule.ics",
    ],
    "X-WR-TIMEZONE for floating times": [
        "jens-maus+node-ical/test/fixtures/mixed-timezone-handling.ics",
        "jens-maus+node-ical/test/fixtures/tv-show-episode.ics",
    ],
    "UNTIL on the wall": ["jens-maus+node-ical/test/fixtures/non-utc-until-ny.ics"],
}
FILES = files()


def ours(raw: bytes, window: tuple[Any, Any]) -> Busy:
    return read_busy(raw, home_zone=HOME, start=window[0], end=window[1])


def test_the_corpus_is_whole() -> None:
    assert len(list(CORPUS.rglob("*.ics"))) == 847


def test_every_file_is_read_or_refused_in_words_within_a_second_and_300_mb() -> None:
    """In the worker, whose own limits these are: beyond them it fails to read."""
    read: list[Busy] = []
    refused: list[str] = []
    for _, raw in FILES:
        for start, end in windows_of(raw) or [ANY_WINDOW]:
            try:
                read.append(read_busy_apart(raw, home_zone=HOME, start=start, end=end))
            except NotACalendar as error:
                refused.append(str(error))
    assert (len(read) > 500, len(refused) > 50) == (True, True)
    words = {*refused, *(each.why for busy in read for each in busy.refused)}
    assert [each for each in words if not each.endswith(".") or "understood" in each] == []


def test_prefilter_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    filtered = [(ours(raw, window), raw, window) for _, raw in FILES for window in windows_of(raw)]
    left_out = []
    may_touch = prefilter.may_touch

    def keep_all(seen: dict[str, str], **dates: str) -> bool:
        if not may_touch(seen, **dates):
            left_out.append(seen)
        return True

    monkeypatch.setattr(prefilter, "may_touch", keep_all)
    for before, raw, window in filtered:
        assert ours(raw, window).intervals == before.intervals
    assert len(left_out) > 1_000  # it had something to leave out


def test_files_are_read_as_the_libraries_read_them() -> None:
    differ: set[str] = set()
    same = 0
    for name, raw in FILES:
        for window in windows_of(raw):
            theirs = libraries(raw, window)
            if theirs is None:
                continue
            if theirs == list(ours(raw, window).intervals):
                same += bool(theirs)
            else:
                differ.add(name)
    known = {name for names in DIFFERENT.values() for name in names}
    assert {name for name in differ if name not in known} == set()
    assert {name for name in known if name not in differ} == set()
    assert same > 300


def libraries(raw: bytes, window: tuple[Any, Any]) -> Any:
    """Their result; None where they cannot read the file, or take longer than all of ours."""
    with warnings.catch_warnings(), processor_seconds(LIBRARIES_CPU_S):
        warnings.simplefilter("ignore")
        try:
            return busy_by_libraries(raw, home_zone=HOME, start=window[0], end=window[1])
        except Exception:  # of every kind: their readers raise what comes
            return None


@contextmanager
def processor_seconds(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
