"""Outlook's calendars through Microsoft Graph (version 1.0).

Sources: https://learn.microsoft.com/en-us/graph/api/resources/event (transactionId),
…/graph/api/calendar-list-calendarview, …/graph/delta-query-events, …/graph/throttling and
…/graph/api/singlevaluelegacyextendedproperty-get.
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings

from scheduling.domain.busy.reading import Busy
from scheduling.domain.ical import CalendarEntry
from scheduling.domain.intervals import Interval, clip, merge
from scheduling.fetching.exchange import NOT_UNDERSTOOD
from scheduling.remote.contract import (
    BusyAnswer,
    BusyWanted,
    Changed,
    Changes,
    Copy,
    Gone,
    RemoteCalendar,
    RemoteProblem,
)
from scheduling.remote.digests import digest_of
from scheduling.remote.oauth import MOST_PAGES, OAuthClient, Provider, Reply, understood

DAY = timedelta(days=1)
WATCHED_AFTER = timedelta(days=60)  # the last session: what is moved further is looked at singly
IN_UTC = {"Prefer": 'outlook.timezone="UTC"'}
BY_PAGES = {"Prefer": 'outlook.timezone="UTC", odata.maxpagesize=200'}
_OURS = uuid.UUID("6a0cf2a5-6d0b-4d0c-9a51-0f3d2f8f6c11")
UID = f"String {{{_OURS}}} Name RehearseSession"
SEQUENCE = f"String {{{_OURS}}} Name RehearseSequence"
_COPY = {
    "$select": "id,start,end,isCancelled",
    "$expand": f"singleValueExtendedProperties($filter=id eq '{SEQUENCE}')",
}


def microsoft() -> Provider:
    return Provider(
        kind="microsoft",
        name="Microsoft",
        product="Outlook or Microsoft 365",
        base_url=settings.MICROSOFT_GRAPH_URL,
        token_url=settings.MICROSOFT_TOKEN_URL,
        scopes=("Calendars.ReadWrite", "offline_access"),
        parameters={"prompt": "select_account"},
    )


class MicrosoftCalendars:
    """A CalendarService."""

    def __init__(self, secret: Mapping[str, str], seconds: float) -> None:
        self.client = OAuthClient(microsoft(), secret, seconds)

    @property
    def secret(self) -> Mapping[str, str]:
        return self.client.secret

    def calendars(self) -> list[RemoteCalendar]:
        query = {"$select": "id,name,canEdit,isDefaultCalendar", "$top": "100"}
        items = self._all(self.client.ask("GET", "/v1.0/me/calendars", query=query))
        with understood():
            found = [_calendar(item) for item in items]
        return sorted(found, key=lambda calendar: not calendar.is_main)

    def busy(self, calendar: str, wanted: BusyWanted) -> BusyAnswer:
        query = {
            # Whole days come as dates without a zone: those of the owner reach beyond UTC's.
            "startDateTime": _written(wanted.start - DAY),
            "endDateTime": _written(wanted.end + DAY),
            "$select": "id,start,end,isAllDay,showAs,isCancelled,responseStatus",
            "$top": "500",
        }
        path = _calendar_path(calendar, "/calendarView")
        items = self._all(self.client.ask("GET", path, query=query, headers=IN_UTC))
        ours = {copy.ref for copy in wanted.copies}
        zone = ZoneInfo(wanted.home_zone)
        with understood():
            taken = [_interval(item, zone) for item in items if _is_busy(item, ours)]
        intervals = tuple(clip(merge(taken), start=wanted.start, end=wanted.end))
        cursor = digest_of(intervals)
        if cursor == wanted.cursor:
            return BusyAnswer(None, cursor)
        return BusyAnswer(Busy(intervals, events_read=len(items)), cursor)

    def create(self, calendar: str, entry: CalendarEntry) -> Copy:
        """An earlier try is found by the UID in it; one that is still under way, by its
        transactionId. One that was deleted since may hold that id: then another is taken."""
        found = self._found(calendar, entry.uid)
        if found:
            return found
        transaction = uuid.uuid5(_OURS, f"{entry.uid} {entry.sequence}")
        for transaction_id in (transaction, uuid.uuid4()):
            event = {**_event(entry), "transactionId": str(transaction_id)}
            path = _calendar_path(calendar, "/events")
            reply = self.client.ask("POST", path, body=event, headers=IN_UTC)
            with understood():
                copy = self.look(calendar, str(reply.data["id"]))
            if copy:
                return copy
        raise RemoteProblem("Microsoft took the event, but does not show it.")

    def _found(self, calendar: str, uid: str) -> Copy | None:
        value = uid.replace("'", "''")
        match = f"singleValueExtendedProperties/any(ep:ep/id eq '{UID}' and ep/value eq '{value}')"
        path = _calendar_path(calendar, "/events")
        reply = self.client.ask("GET", path, query={**_COPY, "$filter": match}, headers=IN_UTC)
        with understood():
            copies = [_copy(item) for item in reply.data["value"] if not item.get("isCancelled")]
        return copies[0] if copies else None

    def update(self, calendar: str, entry: CalendarEntry, copy: Copy) -> Copy:
        """Only what is ours is written: their category and reminder stay."""
        self._check_unchanged(calendar, copy)
        reply = self.client.ask(
            "PATCH",
            _event_path(calendar, copy.ref),
            body=_event(entry),
            headers={**IN_UTC, "If-Match": copy.version},
            fine=(409, 412),
        )
        if reply.status in {409, 412}:
            self._raise_conflict(calendar, copy)
        there = self.look(calendar, copy.ref)
        if there is None:
            raise Gone("It was deleted in the calendar meanwhile.")
        return there

    def delete(self, calendar: str, copy: Copy) -> None:
        try:
            self._check_unchanged(calendar, copy)
        except Gone:
            return
        reply = self.client.ask(
            "DELETE",
            _event_path(calendar, copy.ref),
            headers={"If-Match": copy.version},
            fine=(404, 409, 410, 412),
        )
        if reply.status in {409, 412}:
            self._raise_conflict(calendar, copy)

    def _check_unchanged(self, calendar: str, copy: Copy) -> None:
        """Graph's pages on events do not promise If-Match: whoever relied on it alone might
        overwrite what somebody changed."""
        there = self.look(calendar, copy.ref)
        if there is None:
            raise Gone("It was deleted in the calendar meanwhile.")
        if there.version != copy.version:
            raise Changed(there)

    def _raise_conflict(self, calendar: str, copy: Copy) -> None:
        self._check_unchanged(calendar, copy)
        raise RemoteProblem("Microsoft was writing into this event at the same time.")

    def look(self, calendar: str, ref: str) -> Copy | None:
        reply = self.client.ask(
            "GET", _event_path(calendar, ref), query=_COPY, headers=IN_UTC, fine=(404, 410)
        )
        is_there = reply.status == 200 and not reply.data.get("isCancelled")
        return _copy(reply.data) if is_there else None

    def changes(self, calendar: str, *, cursor: str, copies: Collection[Copy]) -> Changes:
        """The delta query says which events have changed, without their sequence: each of ours
        is then looked at. Its span is fixed at its first question, and part of our cursor."""
        if not copies:  # nothing can have become of nothing; the next one begins anew
            return Changes("")
        span, mentioned, link = self._since(cursor, copies)
        if not link:
            span = _span_of(copies)
            mentioned, link = self._round(self._first_of_round(calendar, span))
            mentioned |= {copy.ref for copy in copies}
        changed, gone = [], []
        for copy in copies:
            if copy.ref in mentioned:
                there = self.look(calendar, copy.ref)
                if there is None:
                    gone.append(copy.ref)
                elif there.version != copy.version:
                    changed.append(there)
        return Changes(f"{span} {link}", tuple(changed), tuple(gone))

    def _since(self, cursor: str, copies: Collection[Copy]) -> tuple[str, set[str], str]:
        """Which events have changed since; no link if the cursor is of no use (400, 410)."""
        span, _, link = cursor.partition(" ")
        if not link or not _covers(span, copies):
            return "", set(), ""
        first = self.client.follow(link, headers=BY_PAGES, fine=(400, 410))
        return (span, *self._round(first)) if first.status == 200 else ("", set(), "")

    def _first_of_round(self, calendar: str, span: str) -> Reply:
        start, _, end = span.partition("/")
        query = {"startDateTime": start, "endDateTime": end}
        path = _calendar_path(calendar, "/calendarView/delta")
        return self.client.ask("GET", path, query=query, headers=BY_PAGES)

    def _round(self, reply: Reply) -> tuple[set[str], str]:
        """The ids that a round of delta names, also those removed, and the link to the next."""
        mentioned: set[str] = set()
        for _ in range(MOST_PAGES):
            with understood():
                mentioned |= {str(item["id"]) for item in reply.data["value"]}
            if link := reply.data.get("@odata.deltaLink"):
                return mentioned, str(link)
            link = str(reply.data.get("@odata.nextLink", ""))
            reply = self.client.follow(link, headers=BY_PAGES)
        raise RemoteProblem("Microsoft has more in this calendar than we can read.")

    def _all(self, reply: Reply) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        for _ in range(MOST_PAGES):
            with understood():
                items += reply.data["value"]
            link = reply.data.get("@odata.nextLink")
            if not link:
                return items
            reply = self.client.follow(str(link), headers=IN_UTC)
        raise RemoteProblem("Microsoft has more in this calendar than we can read.")


def _calendar(item: Mapping[str, Any]) -> RemoteCalendar:
    return RemoteCalendar(
        ref=str(item["id"]),
        name=str(item.get("name") or "Calendar"),
        can_write=bool(item.get("canEdit")),
        is_main=bool(item.get("isDefaultCalendar")),
    )


def _calendar_path(calendar: str, rest: str) -> str:
    return f"/v1.0/me/calendars/{quote(calendar, safe='')}{rest}"


def _event_path(calendar: str, ref: str) -> str:
    return _calendar_path(calendar, f"/events/{quote(ref, safe='')}")


def _is_busy(item: Mapping[str, Any], ours: Collection[str]) -> bool:
    declined = (item.get("responseStatus") or {}).get("response") == "declined"
    is_free = item.get("showAs") == "free" or item.get("isCancelled") or declined
    return not is_free and item["id"] not in ours


def _interval(item: Mapping[str, Any], zone: ZoneInfo) -> Interval:
    start, end = _moment(item["start"]), _moment(item["end"])
    if item.get("isAllDay"):  # midnight to midnight, whatever zone one asks for
        start, end = start.replace(tzinfo=zone), end.replace(tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def _event(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "subject": entry.summary,
        "body": {"contentType": "text", "content": entry.description},
        "location": {"displayName": entry.url},
        "start": {"dateTime": _written(entry.starts_at).removesuffix("Z"), "timeZone": "UTC"},
        "end": {"dateTime": _written(entry.ends_at).removesuffix("Z"), "timeZone": "UTC"},
        "singleValueExtendedProperties": [
            {"id": UID, "value": entry.uid},
            {"id": SEQUENCE, "value": str(entry.sequence)},
        ],
    }


def _copy(event: Mapping[str, Any]) -> Copy:
    with understood():
        values = [
            str(one["value"])
            for one in event.get("singleValueExtendedProperties", ())
            if one["id"].lower() == SEQUENCE.lower()
        ]
        return Copy(
            ref=str(event["id"]),
            version=str(event["@odata.etag"]),
            starts_at=_moment(event["start"]),
            ends_at=_moment(event["end"]),
            sequence=int(values[0]) if values and values[0].isdigit() else None,
        )


def _moment(there: Mapping[str, str]) -> datetime:
    if there["timeZone"] != "UTC":
        raise RemoteProblem(NOT_UNDERSTOOD)
    return datetime.fromisoformat(there["dateTime"]).replace(tzinfo=UTC)


def _span_of(copies: Collection[Copy]) -> str:
    """ISO instants with a "/" between: what a delta query is to watch."""
    first = min(copy.starts_at for copy in copies) - DAY
    last = max(copy.ends_at for copy in copies) + WATCHED_AFTER
    return f"{_written(first)}/{_written(last)}"


def _covers(span: str, copies: Collection[Copy]) -> bool:
    try:
        start, end = (datetime.fromisoformat(part) for part in span.split("/"))
        return all(start <= copy.starts_at and copy.ends_at <= end for copy in copies)
    except (ValueError, TypeError):
        return False


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
