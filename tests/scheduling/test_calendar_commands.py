"""`manage.py ics_busy` and `manage.py availability_intervals`, as people with files run them."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.scheduling.domain.busy.calendars import calendar

SPAN = ("--from", "2026-11-01", "--to", "2026-12-31", "--timezone", "Europe/Berlin")
MEETING = "UID:meeting\nDTSTART;TZID=Europe/Berlin:20261102T100000\nDURATION:PT1H"


def printed(*arguments: str) -> Any:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return json.loads(out.getvalue())


def written(folder: Path, *events: str) -> str:
    path = folder / "calendar.ics"
    path.write_bytes(calendar(*events).encode())
    return str(path)


def test_busy_time_is_printed_as_json(tmp_path: Path) -> None:
    file = written(tmp_path, MEETING, "UID:bad\nDTSTART:soon")
    assert printed("ics_busy", file, *SPAN) == {
        "busy": [["2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z"]],
        "events_read": 1,
        "refused": [{"uid": "bad", "why": "“soon” is no date or time."}],
        "warnings": [],
    }


def test_the_span_is_of_local_dates_and_leaves_out_the_last(tmp_path: Path) -> None:
    file = written(tmp_path, "DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20270201")
    assert printed("ics_busy", file, *SPAN)["busy"] == [
        ["2026-10-31T23:00:00Z", "2026-12-30T23:00:00Z"]
    ]


def test_what_i_declined_is_free(tmp_path: Path) -> None:
    file = written(tmp_path, f"{MEETING}\nATTENDEE;PARTSTAT=DECLINED:mailto:a@example.org")
    assert printed("ics_busy", file, *SPAN, "--me", "a@example.org")["busy"] == []
    assert len(printed("ics_busy", file, *SPAN, "--me", "b@example.org")["busy"]) == 1


def test_availability_is_printed_in_the_same_form() -> None:
    span = ("--timezone", "America/New_York", "--from", "2026-03-07", "--to", "2026-03-10")
    assert printed(
        "availability_intervals", *span, "--window", "sun 01:30-03:30", "--window=mon 22:00-24:00"
    ) == {
        "busy": [
            ["2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z"],
            ["2026-03-10T02:00:00Z", "2026-03-10T04:00:00Z"],
        ],
        "events_read": 0,
        "refused": [],
        "warnings": [],
    }


def test_several_weekdays_and_a_closed_date() -> None:
    span = ("--timezone", "UTC", "--from", "2026-11-02", "--to", "2026-11-09")
    found = printed(
        *("availability_intervals", *span, "--window", "mon-wed,sat 22:00-02:00"),
        *("--closed", "2026-11-03"),
    )
    assert found["busy"] == [
        ["2026-11-02T22:00:00Z", "2026-11-03T00:00:00Z"],
        ["2026-11-04T22:00:00Z", "2026-11-05T02:00:00Z"],
        ["2026-11-07T22:00:00Z", "2026-11-08T02:00:00Z"],
    ]


def test_bad_ends_are_one_line_and_exit_code_2(tmp_path: Path) -> None:
    for name, contents, line in [
        ("page.ics", b"<html>", "This is a web page, not a calendar: it has no line BEGIN:"),
        ("empty.ics", b"", "The file is empty."),
        ("cut.ics", calendar(MEETING).encode()[:60], "The calendar breaks off before its end"),
        ("missing.ics", None, "No such file or directory"),
    ]:
        path = tmp_path / name
        if contents is not None:
            path.write_bytes(contents)
        err = StringIO()
        with pytest.raises(SystemExit) as caught:
            call_command("ics_busy", str(path), *SPAN, stderr=err)
        assert caught.value.code == 2
        assert err.getvalue().startswith(f"{path}: {line}")
        assert err.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--from", "2026-11-31"), "2026-11-31 is no date like 2026-11-01"),
        (("--from", "20261101"), "20261101 is no date like 2026-11-01"),
        (("--timezone", "Europe/Berlni"), "Europe/Berlni is no time zone like Europe/Berlin"),
        (("--timezone", "../../etc/passwd"), "../../etc/passwd is no time zone like"),
        (("--window", "sun 25:00-26:00"), "sun 25:00-26:00 is no window like"),
        (("--window", "someday 10:00-11:00"), "someday 10:00-11:00 is no window like"),
        (("--closed", "never"), "never is no date like 2026-11-01"),
    ],
)
def test_wrong_arguments_are_named(wrong: tuple[str, str], words: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("availability_intervals", *SPAN, "--window", "sun 01:30-03:30", *wrong)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("last", "words"),
    [("2026-11-01", "--to must be after --from"), ("2050-01-01", "at most 3660 days at a time")],
)
def test_spans_are_checked(last: str, words: str) -> None:
    err = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command(
            *("availability_intervals", *SPAN, "--to", last, "--window", "sun 01:30-03:30"),
            stderr=err,
        )
    assert (caught.value.code, err.getvalue()) == (2, f"{words}\n")


def test_the_shell_sees_exit_code_2_and_one_line(tmp_path: Path) -> None:
    manage = Path(__file__).resolve().parents[2] / "manage.py"
    ended = subprocess.run(
        [sys.executable, str(manage), "ics_busy", *SPAN],
        env={"PREP_ENVIRONMENT": "development", "PREP_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        "manage.py ics_busy: error: the following arguments are required: file\n"
    )
