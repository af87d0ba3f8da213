import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduling.busy_worker import parent
from scheduling.busy_worker.parent import CannotReadCalendar, read_busy_apart
from scheduling.domain.busy.reading import Busy, NotACalendar, Refused, read_busy
from tests.scheduling.domain.busy.calendars import YEAR, calendar, times

HOUR = "DTSTART:20260601T140000Z\nDURATION:PT1H"
GOOD = calendar("UID:ours\nDTSTART:20260601T140000Z\nDURATION:PT1H", HOUR, "UID:bad").encode()
# A line that begins as a component begins, again and again: each is followed to the end.
ENDLESS = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"BEGIN:A\n" * 100_000 + b"END:VCALENDAR\n"


@pytest.fixture(autouse=True)
def _no_child_of_another_test() -> Iterator[None]:
    parent._KEEPER.end()
    yield
    parent._KEEPER.end()


def apart(raw: bytes, **more: Any) -> Busy:
    return read_busy_apart(raw, home_zone="Europe/Berlin", start=YEAR[0], end=YEAR[1], **more)


def idle_pid() -> int:
    assert parent._KEEPER._idle is not None
    return parent._KEEPER._idle._process.pid


def test_the_child_gives_what_reading_here_gives() -> None:
    expected = read_busy(
        GOOD, home_zone="Europe/Berlin", start=YEAR[0], end=YEAR[1], ours=frozenset({"ours"})
    )
    assert expected.refused == (Refused("bad", "It has no start."),)
    assert expected.own_uids == ("ours",)
    assert apart(GOOD, ours=frozenset({"ours"})) == expected


def test_a_span_cut_within_a_second_stays_cut_there() -> None:
    start = datetime(2026, 6, 1, 14, 59, 59, 250_000, tzinfo=UTC)
    busy = read_busy_apart(GOOD, home_zone="UTC", start=start, end=YEAR[1])
    assert busy.intervals == ((start, datetime(2026, 6, 1, 15, tzinfo=UTC)),)


def test_addresses_reach_the_child() -> None:
    declined = calendar(f"{HOUR}\nATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org").encode()
    assert times(apart(declined)) == ["06-01 14:00–06-01 15:00"]
    assert times(apart(declined, me=frozenset({"me@example.org"}))) == []


def test_what_is_no_calendar_is_said_in_the_same_words() -> None:
    with pytest.raises(NotACalendar, match=r"^This is a web page, not a calendar"):
        apart(b"<html></html>")


def test_the_warm_child_is_asked_again() -> None:
    apart(GOOD)
    first = idle_pid()
    apart(GOOD)
    assert idle_pid() == first


def test_more_than_10_mb_is_refused_without_a_child() -> None:
    with pytest.raises(NotACalendar, match=r"^The file is larger than 10 MB\.$"):
        apart(b"x" * 10_000_001)
    assert parent._KEEPER._idle is None


def test_what_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    begun = time.monotonic()
    with pytest.raises(CannotReadCalendar, match=r"^Reading this calendar takes too long\.$"):
        apart(ENDLESS)
    assert time.monotonic() - begun < parent.WALL_S
    assert len(apart(GOOD).intervals) == 1


def test_what_takes_too_much_memory_is_given_up_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = parent.CHILD.read_text()
    hungry = tmp_path / "child.py"
    hungry.write_text(
        child.replace(
            "parents[2]", f"parents[0].joinpath({str(parent.CHILD.parents[2])!r})"
        ).replace('raw = source.read(job["size"])', "raw = bytes(400 << 20)")
    )
    assert hungry.read_text() != child
    monkeypatch.setattr(parent, "CHILD", hungry)
    with pytest.raises(CannotReadCalendar, match=r"takes too much memory\.$"):
        apart(GOOD)


def test_a_child_that_breaks_down_is_said_and_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "child.py"
    broken.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    with monkeypatch.context() as patched:
        patched.setattr(parent, "CHILD", broken)
        with pytest.raises(CannotReadCalendar, match=r"^Reading this calendar failed\.$"):
            apart(GOOD)
    assert len(apart(GOOD).intervals) == 1


def test_a_child_that_never_answers_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    silent = tmp_path / "child.py"
    silent.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(parent, "CHILD", silent)
    monkeypatch.setattr(parent, "WALL_S", 0.3)
    with pytest.raises(CannotReadCalendar, match=r"failed\.$"):
        apart(GOOD)


def test_a_warm_child_that_has_gone_is_replaced_unseen() -> None:
    apart(GOOD)
    os.kill(idle_pid(), signal.SIGKILL)
    assert len(apart(GOOD).intervals) == 1


def test_an_answer_that_is_too_long_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "MOST_ANSWER", 20)
    with pytest.raises(CannotReadCalendar, match=r"failed\.$"):
        apart(GOOD)


def test_the_child_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREP_SECRET_KEY", "a-secret-of-the-parent")
    apart(GOOD)
    seen = Path(f"/proc/{idle_pid()}/environ").read_bytes()
    assert b"a-secret-of-the-parent" not in seen


def test_a_fork_does_not_share_the_child() -> None:
    apart(GOOD)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if parent._KEEPER._idle is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert parent._KEEPER._idle is not None


def test_a_large_calendar_with_wide_letters_fits_the_memory() -> None:
    event = "UID:{}\nDTSTART:20260601T140000Z\nDURATION:PT1H\nSUMMARY:" + "😀" * 80
    raw = calendar(*(event.format(number) for number in range(22_000))).encode()
    assert 8_000_000 < len(raw) < parent.MOST_BYTES
    busy = read_busy_apart(
        raw,
        home_zone="UTC",
        start=datetime(2026, 6, 1, tzinfo=UTC),
        end=datetime(2026, 6, 2, tzinfo=UTC),
    )
    assert (len(busy.intervals), busy.events_read) == (1, 22_000)
