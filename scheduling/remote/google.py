"""Google Calendar (API version 3).

Sources: https://developers.google.com/workspace/calendar/api/v3/reference and its guides "Get
specific versions of resources", "Synchronize resources efficiently", "Handle API errors".
"""

from base64 import b32hexencode
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from django.conf import settings

from scheduling.domain.busy.reading import Busy
from scheduling.domain.ical import CalendarEntry
from scheduling.domain.intervals import Interval, clip, merge, subtract
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
from scheduling.remote.oauth import MOST_PAGES, OAuthClient, Provider, understood

SCOPE = "https://www.googleapis.com/auth/calendar."
SEQUENCE = "rehearseSequence"
FREE_BUSY_DAYS = timedelta(days=60)  # of one question: over some 90 days are refused
_EVENT = "id,etag,status,start,end,extendedProperties/private"
_OWNED = {"sendUpdates": "none", "fields": _EVENT}


def google() -> Provider:
    return Provider(
        kind="google",
        name="Google",
        product="Google Calendar",
        base_url=settings.GOOGLE_CALENDAR_URL,
        token_url=settings.GOOGLE_TOKEN_URL,
        revoke_url=settings.GOOGLE_REVOKE_URL,
        # Names of calendars, busy time without titles, and events in calendars of one's own.
        scopes=(f"{SCOPE}calendarlist.readonly", f"{SCOPE}freebusy", f"{SCOPE}events.owned"),
        # Only with consent given anew is a refresh token sent along.
        parameters={"access_type": "offline", "prompt": "select_account consent"},
    )


def event_id(uid: str) -> str:
    """Chosen by us, so that creating it twice is once; of base32hex, as Google wants ids."""
    return b32hexencode(sha256(uid.encode()).digest()).decode().rstrip("=").lower()


class GoogleCalendars:
    """A CalendarService."""

    def __init__(self, secret: Mapping[str, str], seconds: float) -> None:
        self.client = OAuthClient(google(), secret, seconds)

    @property
    def secret(self) -> Mapping[str, str]:
        return self.client.secret

    def calendars(self) -> list[RemoteCalendar]:
        fields = "nextPageToken,items(id,summary,summaryOverride,primary,accessRole,deleted)"
        found = []
        for page in self._pages("/users/me/calendarList", {"maxResults": "250", "fields": fields}):
            with understood():
                found += [_calendar(item) for item in page.get("items", ()) if _is_shown(item)]
        return sorted(found, key=lambda calendar: not calendar.is_main)

    def busy(self, calendar: str, wanted: BusyWanted) -> BusyAnswer:
        periods: list[Interval] = []
        start = wanted.start
        while start < wanted.end:
            end = min(start + FREE_BUSY_DAYS, wanted.end)
            periods += self._periods(calendar, start, end)
            start = end
        rest = subtract(merge(periods), merge(wanted.own_time))
        intervals = tuple(clip(rest, start=wanted.start, end=wanted.end))
        cursor = digest_of(intervals)
        if cursor == wanted.cursor:
            return BusyAnswer(None, cursor)
        return BusyAnswer(Busy(intervals, events_read=len(periods)), cursor)

    def _periods(self, calendar: str, start: datetime, end: datetime) -> list[Interval]:
        question = {
            "timeMin": _written(start),
            "timeMax": _written(end),
            "timeZone": "UTC",
            "items": [{"id": calendar}],
        }
        reply = self.client.ask("POST", "/freeBusy", body=question)
        with understood():
            answer = reply.data["calendars"][calendar]
            reasons = [error["reason"] for error in answer.get("errors", ())]
            if "notFound" in reasons:
                raise Gone("Google has this calendar no longer, or no longer for this account.")
            if reasons:
                raise RemoteProblem("Google could not say when this calendar is busy.")
            return [(_instant(busy["start"]), _instant(busy["end"])) for busy in answer["busy"]]

    def create(self, calendar: str, entry: CalendarEntry) -> Copy:
        ref = event_id(entry.uid)
        event = {"id": ref, **_event(entry)}
        reply = self.client.ask("POST", _events(calendar), query=_OWNED, body=event, fine=(409,))
        if reply.status != 409:
            return _copy(reply.data)
        # It stands there already, or stood there until it was deleted: ids are never free again.
        there = self.client.ask("GET", _events(calendar, ref), query={"fields": _EVENT}).data
        if not _is_cancelled(there):
            return _copy(there)
        with understood():
            unchanged = {"If-Match": there["etag"]}
        reply = self.client.ask(
            "PUT", _events(calendar, ref), query=_OWNED, body=_event(entry), headers=unchanged
        )
        return _copy(reply.data)

    def update(self, calendar: str, entry: CalendarEntry, copy: Copy) -> Copy:
        """Only what is ours is written: their colour and reminders stay."""
        reply = self.client.ask(
            "PATCH",
            _events(calendar, copy.ref),
            query=_OWNED,
            body=_event(entry),
            headers={"If-Match": copy.version},
            fine=(412,),
        )
        if reply.status == 412:
            raise self._changed(calendar, copy)
        return _copy(reply.data)

    def delete(self, calendar: str, copy: Copy) -> None:
        reply = self.client.ask(
            "DELETE",
            _events(calendar, copy.ref),
            query={"sendUpdates": "none"},
            headers={"If-Match": copy.version},
            fine=(404, 410, 412),
        )
        if reply.status == 412:
            problem = self._changed(calendar, copy)
            if isinstance(problem, Changed):
                raise problem

    def _changed(self, calendar: str, copy: Copy) -> Changed | Gone:
        there = self.look(calendar, copy.ref)
        return Changed(there) if there else Gone("It was deleted in the calendar meanwhile.")

    def look(self, calendar: str, ref: str) -> Copy | None:
        reply = self.client.ask(
            "GET", _events(calendar, ref), query={"fields": _EVENT}, fine=(404, 410)
        )
        return None if reply.status != 200 or _is_cancelled(reply.data) else _copy(reply.data)

    def changes(self, calendar: str, *, cursor: str, copies: Collection[Copy]) -> Changes:
        if not copies:  # nothing can have become of nothing; the next one begins anew
            return Changes("")
        known = {copy.ref: copy for copy in copies}
        if cursor:
            found, following = self._listed(calendar, known, {"syncToken": cursor})
            if found is not None:
                return _told_apart(found, known, cursor=following)
        return self._compared(calendar, known)

    def _compared(self, calendar: str, known: Mapping[str, Copy]) -> Changes:
        """Everything anew. What lies before the span that is listed is looked at by itself."""
        first = min(copy.starts_at for copy in known.values()) - timedelta(days=1)
        found, following = self._listed(calendar, known, {"timeMin": _written(first)})
        if found is None:
            raise RemoteProblem("Google could not list the calendar.")
        for ref in known.keys() - found.keys():
            found[ref] = self.look(calendar, ref)
        return _told_apart(found, known, cursor=following)

    def _listed(
        self, calendar: str, known: Mapping[str, Copy], span: Mapping[str, str]
    ) -> tuple[dict[str, Copy | None] | None, str]:
        """Those of `known` that are listed (None where deleted) and the next sync token; (None,
        "") if Google no longer knows the one in `span` (410, or 400 if it never made it)."""
        found: dict[str, Copy | None] = {}
        following = ""
        query = {
            "maxResults": "2500",
            "showDeleted": "true",
            "fields": f"nextPageToken,nextSyncToken,items({_EVENT})",
            **span,
        }
        unknown = (400, 410) if "syncToken" in span else ()
        for page in self._pages(_events(calendar), query, fine=unknown):
            if "error" in page:
                return None, ""
            with understood():
                for item in page.get("items", ()):
                    if item["id"] in known:
                        found[item["id"]] = None if _is_cancelled(item) else _copy(item)
                following = str(page.get("nextSyncToken", ""))
        return found, following

    def _pages(
        self, path: str, query: Mapping[str, str], *, fine: tuple[int, ...] = ()
    ) -> Iterator[dict[str, Any]]:
        page = ""
        for _ in range(MOST_PAGES):
            more = {"pageToken": page} if page else {}
            reply = self.client.ask("GET", path, query={**query, **more}, fine=fine)
            yield reply.data
            page = str(reply.data.get("nextPageToken") or "")
            if not page:
                return
        raise RemoteProblem("Google has more in this calendar than we can read.")


def _told_apart(
    found: Mapping[str, Copy | None], known: Mapping[str, Copy], *, cursor: str
) -> Changes:
    changed = (copy for ref, copy in found.items() if copy and copy.version != known[ref].version)
    return Changes(cursor, tuple(changed), tuple(ref for ref, copy in found.items() if not copy))


def _calendar(item: Mapping[str, Any]) -> RemoteCalendar:
    return RemoteCalendar(
        ref=str(item["id"]),
        name=str(item.get("summaryOverride") or item.get("summary") or "Calendar"),
        can_write=item["accessRole"] == "owner",  # what events.owned allows
        is_main=bool(item.get("primary")),
    )


def _is_shown(item: Mapping[str, Any]) -> bool:
    return not item.get("deleted")


def _events(calendar: str, ref: str = "") -> str:
    events = f"/calendars/{quote(calendar, safe='')}/events"
    return f"{events}/{quote(ref, safe='')}" if ref else events


def _event(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "status": "confirmed",
        "summary": entry.summary,
        "description": entry.description,
        "location": entry.url,
        "start": {"dateTime": _written(entry.starts_at), "timeZone": "UTC"},
        "end": {"dateTime": _written(entry.ends_at), "timeZone": "UTC"},
        "extendedProperties": {"private": {SEQUENCE: str(entry.sequence)}},
    }


def _copy(event: Mapping[str, Any]) -> Copy:
    with understood():
        private = event.get("extendedProperties", {}).get("private", {})
        sequence = str(private.get(SEQUENCE, ""))
        return Copy(
            ref=str(event["id"]),
            version=str(event["etag"]),
            starts_at=_moment(event["start"]),
            ends_at=_moment(event["end"]),
            sequence=int(sequence) if sequence.isdigit() else None,
        )


def _is_cancelled(event: Mapping[str, Any]) -> bool:
    return event.get("status") == "cancelled"


def _moment(there: Mapping[str, str]) -> datetime:
    """Whole days, which they can make of an event of ours, are counted from midnight in UTC."""
    if "dateTime" in there:
        return _instant(there["dateTime"])
    return datetime.fromisoformat(there["date"]).replace(tzinfo=UTC)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant.astimezone(UTC)


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
