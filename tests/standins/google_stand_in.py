"""A stand-in for Google Calendar, by what its documentation says of version 3 of the API.

https://developers.google.com/workspace/calendar/api/v3/reference (calendarList, events, freebusy)
and the guides on sync tokens, ETags and errors. It is not Google.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from tests.standins.oauth_stand_in import Asked, OAuthStandIn, Said

SCOPES = "https://www.googleapis.com/auth/calendar."
_ID = re.compile(r"[a-v0-9]{5,1024}")


class GoogleStandIn(OAuthStandIn):
    scopes = f"openid {SCOPES}calendarlist.readonly {SCOPES}freebusy {SCOPES}events.owned"

    def __init__(self) -> None:
        super().__init__()
        self.page_size = 2
        self.changes = 0
        self.oldest_token = 0
        self.calendars: list[dict[str, Any]] = [
            {"id": "team@group.calendar.google.com", "summary": "Team", "accessRole": "reader"},
            {"id": "ana@gmail.com", "summary": "Ana", "accessRole": "owner", "primary": True},
            {"id": "old@group.calendar.google.com", "deleted": True, "accessRole": "owner"},
        ]
        self.events: dict[str, dict[str, dict[str, Any]]] = {
            item["id"]: {} for item in self.calendars
        }
        self.free_busy_errors: list[dict[str, str]] = []

    def answer(self, asked: Asked) -> Said:
        path = [unquote(part) for part in asked.path.split("/")[3:]]  # below /calendar/v3
        match (asked.method, path):
            case ("GET", ["users", "me", "calendarList"]):
                return self._page(asked, self.calendars)
            case ("POST", ["freeBusy"]):
                return self._free_busy(asked.body)
            case (_, ["calendars", calendar, "events", *ref]) if calendar in self.events:
                if ref:
                    return self._event(asked, self.events[calendar], ref[0])
                listed = {"GET": self._list, "POST": self._insert}
                return listed[asked.method](asked, self.events[calendar])
        return Said(404, self.error("notFound", 404))

    def error(self, reason: str, status: int) -> dict[str, Any]:
        errors = [{"domain": "global", "reason": reason, "message": "marker-in-a-message"}]
        return {"error": {"code": status, "message": "marker-in-a-message", "errors": errors}}

    def _page(self, asked: Asked, items: list[Any], **last: str) -> Said:
        first = int(asked.query.get("pageToken", "0"))
        rest = first + self.page_size
        if rest < len(items):
            return Said(200, {"items": items[first:rest], "nextPageToken": str(rest)})
        return Said(200, {"items": items[first:rest], **last})

    def _free_busy(self, body: dict[str, Any]) -> Said:
        start, end = (datetime.fromisoformat(body[name]) for name in ("timeMin", "timeMax"))
        if end - start > timedelta(days=90):
            return Said(400, self.error("timeRangeTooLong", 400))
        calendars = {}
        for item in body["items"]:
            if item["id"] not in self.events:
                answer: dict[str, Any] = {"errors": [{"domain": "global", "reason": "notFound"}]}
            elif self.free_busy_errors:
                answer = {"errors": self.free_busy_errors}
            else:
                answer = {"busy": self._busy(item["id"], start, end)}
            calendars[item["id"]] = answer
        return Said(200, {"calendars": calendars})

    def _busy(self, calendar: str, start: datetime, end: datetime) -> list[dict[str, str]]:
        times = [
            (event["start"]["dateTime"], event["end"]["dateTime"])
            for event in self.events[calendar].values()
            if event["status"] != "cancelled" and event.get("transparency") != "transparent"
        ]
        return [
            {"start": first, "end": last}
            for first, last in sorted(times)
            if datetime.fromisoformat(first) < end and datetime.fromisoformat(last) > start
        ]

    def _list(self, asked: Asked, events: dict[str, dict[str, Any]]) -> Said:
        query = asked.query
        token = query.get("syncToken")
        found = sorted(events.values(), key=lambda event: event["changed"])
        if token is None:
            first = datetime.fromisoformat(query["timeMin"])
            found = [
                event
                for event in found
                if "end" in event and datetime.fromisoformat(event["end"]["dateTime"]) > first
            ]
        elif "timeMin" in query or not re.fullmatch(r"sync-\d+", token):
            return Said(400, self.error("invalid", 400))
        elif int(token.removeprefix("sync-")) < self.oldest_token:
            return Said(410, self.error("fullSyncRequired", 410))
        else:
            since = int(token.removeprefix("sync-"))
            found = [event for event in found if event["changed"] > since]
        return self._page(asked, found, nextSyncToken=f"sync-{self.changes}")

    def _insert(self, asked: Asked, events: dict[str, dict[str, Any]]) -> Said:
        ref = asked.body["id"]
        if not _ID.fullmatch(ref):
            return Said(400, self.error("invalid", 400))
        if ref in events:  # also one that was deleted
            return Said(409, self.error("duplicate", 409))
        return Said(200, self._store(events, ref, asked.body))

    def _event(self, asked: Asked, events: dict[str, dict[str, Any]], ref: str) -> Said:
        event = events.get(ref)
        if event is None:
            return Said(404, self.error("notFound", 404))
        if asked.headers.get("if-match", event["etag"]) != event["etag"]:
            return Said(412, self.error("conditionNotMet", 412))
        match asked.method:
            case "GET":
                return Said(200, event)
            case "PUT":
                return Said(200, self._store(events, ref, asked.body))
            case "PATCH":
                return Said(200, self._store(events, ref, {**event, **asked.body}))
        if event["status"] == "cancelled":
            return Said(410, self.error("deleted", 410))
        self._store(events, ref, {**event, "status": "cancelled"})
        return Said(204)

    def _store(
        self, events: dict[str, dict[str, Any]], ref: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        self.changes += 1
        stamp = {"id": ref, "etag": f'"{self.changes}"', "changed": self.changes}
        events[ref] = {"status": "confirmed", **body, **stamp}
        return events[ref]

    # What its owner does there.

    def put(self, calendar: str, ref: str, start: datetime, end: datetime, **more: Any) -> None:
        times = {"start": _time(start), "end": _time(end)}
        self._store(self.events[calendar], ref, {**times, **more})

    def change(self, calendar: str, ref: str, **more: Any) -> None:
        self._store(self.events[calendar], ref, {**self.events[calendar][ref], **more})

    def move(self, calendar: str, ref: str, by: timedelta) -> None:
        event = self.events[calendar][ref]
        start, end = (datetime.fromisoformat(event[edge]["dateTime"]) for edge in ("start", "end"))
        self.change(calendar, ref, start=_time(start + by), end=_time(end + by))

    def remove(self, calendar: str, ref: str) -> None:
        self.change(calendar, ref, status="cancelled")

    def forget_sync_tokens(self) -> None:
        self.oldest_token = self.changes + 1


def _time(instant: datetime) -> dict[str, str]:
    return {"dateTime": instant.astimezone(UTC).isoformat(), "timeZone": "Europe/Berlin"}
