"""Public calendar files that lie beside the project, if they do (docs/calendars.md)."""

import hashlib
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scheduling.domain.busy.components import sections_of
from scheduling.domain.busy.decoding import NotACalendar, decoded

ROOT = Path(__file__).resolve().parents[4]
CORPUS = Path(os.environ.get("CALENDAR_CORPUS", ROOT.parent / "shared" / "calendars"))
_STARTED = re.compile(r"^DTSTART[^\n]*:((?:19[7-9]|20)\d\d)(\d\d)(\d\d)", re.MULTILINE)


def files() -> list[tuple[str, bytes]]:
    """Name and bytes of every different file. No folder, no files."""
    different: dict[str, tuple[str, bytes]] = {}
    for path in sorted(CORPUS.rglob("*.ics")):
        raw = path.read_bytes()
        name = path.relative_to(CORPUS).as_posix()
        different.setdefault(hashlib.sha256(raw).hexdigest(), (name, raw))
    return list(different.values())


def windows_of(raw: bytes) -> list[tuple[datetime, datetime]]:
    """Spans of 62 days in which something begins: the first, the last, a year after the first."""
    try:
        sections = sections_of(decoded(raw))
    except NotACalendar:
        return []
    found = {day for each in sections for text in each.events for day in _STARTED.findall(text)}
    begun = sorted(datetime(*map(int, day), tzinfo=UTC) for day in found if int(day[2]) < 29)
    if not begun:
        return []
    starts = {begun[0], begun[-1], begun[0] + timedelta(days=365)}
    return [(at - timedelta(days=1), at + timedelta(days=61)) for at in sorted(starts)]
