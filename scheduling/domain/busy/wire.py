"""Busy time as plain JSON, and back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from scheduling.domain.busy.reading import Busy, Refused
from scheduling.domain.intervals import Interval


def busy_as_json(busy: Busy) -> dict[str, Any]:
    """What `manage.py ics_busy` prints (docs/calendars.md), without `own_uids`."""
    return {
        "busy": intervals_as_json(busy.intervals),
        "events_read": busy.events_read,
        "refused": [{"uid": refused.uid, "why": refused.why} for refused in busy.refused],
        "warnings": list(busy.warnings),
    }


def intervals_as_json(intervals: Sequence[Interval]) -> list[list[str]]:
    """Pairs like "2026-11-02T09:00:00Z"; where the span was cut within a second, with its part."""
    return [[at.isoformat().replace("+00:00", "Z") for at in each] for each in intervals]


def busy_from_json(data: Mapping[str, Any]) -> Busy:
    """The inverse of `busy_as_json`, with `own_uids` if there are any."""
    return Busy(
        intervals=tuple(
            (datetime.fromisoformat(begins), datetime.fromisoformat(ends))
            for begins, ends in data["busy"]
        ),
        events_read=int(data["events_read"]),
        refused=tuple(Refused(uid=each["uid"], why=each["why"]) for each in data["refused"]),
        warnings=tuple(data["warnings"]),
        own_uids=tuple(data.get("own_uids", ())),
    )
