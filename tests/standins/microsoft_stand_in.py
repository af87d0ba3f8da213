"""A stand-in for the calendars of Microsoft Graph, by what the documentation of v1.0 says.

https://learn.microsoft.com/en-us/graph/api/resources/event, …/calendar-list-calendarview,
…/delta-query-events, …/singlevaluelegacyextendedproperty-get. It is not Microsoft.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from tests.standins.oauth_stand_in import Asked, OAuthStandIn, Said

_VALUE = re.compile(r"ep/id eq '([^']+)' and ep/value eq '([^']+)'")


class MicrosoftStandIn(OAuthStandIn):
    scopes = "Calendars.ReadWrite User.Read profile openid email"
    rotates = True

    def __init__(self) -> None:
        super().__init__()
        self.page_size = 2
        self.changes = 0
        self.oldest_token = 0
        self.heeds_if_match = True
        self.deleted_keep_transaction = False  # an id is given back what was deleted
        self.calendars = [
            {"id": "AQ/holidays=", "name": "Holidays", "canEdit": False},
            {"id": "AQ/main+1=", "name": "Calendar", "canEdit": True, "isDefaultCalendar": True},
        ]
        self.events: dict[str, dict[str, dict[str, Any]]] = {
            str(item["id"]): {} for item in self.calendars
        }

    def answer(self, asked: Asked) -> Said:
        path = [unquote(part) for part in asked.path.split("/")[2:]]  # below /v1.0
        match path:
            case ["me"]:
                return Said(200, {"id": "outlook-id", "mail": "ana@outlook.example"})
            case ["me", "calendars"]:
                return self._page(asked, self.calendars)
            case ["me", "calendars", calendar, *rest] if calendar in self.events:
                return self._calendar(asked, self.events[calendar], rest)
        return Said(404, self.error("ErrorItemNotFound", 404))

    def error(self, reason: str, status: int) -> dict[str, Any]:
        return {"error": {"code": reason, "message": "marker-in-a-message"}}

    def _calendar(self, asked: Asked, events: dict[str, Any], rest: list[str]) -> Said:
        match (asked.method, rest):
            case ("GET", ["calendarView"]):
                return self._page(asked, self._within(asked.query, events))
            case ("GET", ["calendarView", "delta"]):
                return self._delta(asked, events)
            case ("GET", ["events"]):
                name, value = _VALUE.findall(asked.query["$filter"])[0]
                live = (event for event in events.values() if not event["is_deleted"])
                return Said(200, {"value": [e for e in live if _extended(e).get(name) == value]})
            case ("POST", ["events"]):
                return self._create(asked.body, events)
            case (_, ["events", ref]) if ref in events and not events[ref]["is_deleted"]:
                return self._event(asked, events, ref)
        return Said(404, self.error("ErrorItemNotFound", 404))

    def _page(self, asked: Asked, items: list[Any]) -> Said:
        first = int(asked.query.get("$skip", "0"))
        rest = first + self.page_size
        more = {k: v for k, v in asked.query.items() if k != "$skip"} | {"$skip": str(rest)}
        link = f"{self.url}{asked.path}?" + "&".join(f"{k}={v}" for k, v in more.items())
        end = {"@odata.nextLink": link.replace(" ", "%20")} if rest < len(items) else {}
        return Said(200, {"value": items[first:rest], **end})

    def _within(self, query: dict[str, str], events: dict[str, Any]) -> list[dict[str, Any]]:
        live = (event for event in events.values() if not event["is_deleted"])
        return [event for event in live if _overlaps((event["start"], event["end"]), query)]

    def _delta(self, asked: Asked, events: dict[str, Any]) -> Said:
        """The span is carried on in the token, as "N start end"."""
        token = asked.query.get("$deltatoken") or asked.query.get("$skiptoken")
        if token is None:
            since, span = 0, {k: asked.query[k] for k in ("startDateTime", "endDateTime")}
        elif found := re.fullmatch(r"(\d+)_([\dTZ:-]+)_([\dTZ:-]+)", token):
            since, span = int(found[1]), {"startDateTime": found[2], "endDateTime": found[3]}
        else:
            return Said(400, self.error("ErrorInvalidUrlQuery", 400))
        if token and since < self.oldest_token:
            return Said(410, self.error("syncStateNotFound", 410))
        news = sorted((e for e in events.values() if e["changed"] > since), key=_changed)
        page, rest = news[: self.page_size], news[self.page_size :]
        inside = {event["id"] for event in self._within(span, events)}
        # What never lay within the span is not spoken of.
        was_inside = {
            e["id"] for e in events.values() if any(_overlaps(t, span) for t in e["past"])
        }
        value: list[dict[str, Any]] = [
            {k: v for k, v in event.items() if k != "singleValueExtendedProperties"}
            if event["id"] in inside
            else {"id": event["id"], "@removed": {"reason": "deleted"}}
            for event in page
            if event["id"] in (was_inside if token else inside)
        ]
        upto = page[-1]["changed"] if rest else self.changes
        spans = "_".join(span.values())
        name, kind = ("nextLink", "skip") if rest else ("deltaLink", "delta")
        link = f"{self.url}{asked.path}?${kind}token={upto}_{spans}"
        return Said(200, {"value": value, f"@odata.{name}": link})

    def _create(self, body: dict[str, Any], events: dict[str, Any]) -> Said:
        for event in events.values():
            is_there = not event["is_deleted"] or self.deleted_keep_transaction
            if is_there and event.get("transactionId") == body["transactionId"]:
                return Said(201, event)
        ref = f"AAMk/{len(events) + 1}+x="
        return Said(201, self._store(events, ref, body))

    def _event(self, asked: Asked, events: dict[str, Any], ref: str) -> Said:
        event = events[ref]
        matches = asked.headers.get("if-match", event["@odata.etag"]) == event["@odata.etag"]
        if self.heeds_if_match and not matches:
            return Said(412, self.error("ErrorIrresolvableConflict", 412))
        match asked.method:
            case "GET":
                return Said(200, event)
            case "PATCH":
                return Said(200, self._store(events, ref, {**event, **asked.body}))
        self._store(events, ref, {**event, "is_deleted": True})
        return Said(204)

    def _store(self, events: dict[str, Any], ref: str, body: dict[str, Any]) -> dict[str, Any]:
        self.changes += 1
        stamp = {"id": ref, "@odata.etag": f'W/"{self.changes}"', "changed": self.changes}
        past = [*events.get(ref, {}).get("past", ()), (body["start"], body["end"])]
        events[ref] = {"is_deleted": False, "showAs": "busy", **body, **stamp, "past": past}
        return events[ref]

    # What its owner does there.

    def put(self, calendar: str, ref: str, start: datetime, end: datetime, **more: Any) -> None:
        times = {"start": time_of(start), "end": time_of(end)}
        self._store(self.events[calendar], ref, {**times, **more})

    def change(self, calendar: str, ref: str, **more: Any) -> None:
        self._store(self.events[calendar], ref, {**self.events[calendar][ref], **more})

    def move(self, calendar: str, ref: str, by: timedelta) -> None:
        event = self.events[calendar][ref]
        start, end = (instant_of(event[edge]) + by for edge in ("start", "end"))
        self.change(calendar, ref, start=time_of(start), end=time_of(end))

    def remove(self, calendar: str, ref: str) -> None:
        self.change(calendar, ref, is_deleted=True)

    def forget_sync_tokens(self) -> None:
        self.oldest_token = self.changes + 1


def _changed(event: dict[str, Any]) -> int:
    return int(event["changed"])


def _overlaps(times: tuple[dict[str, str], dict[str, str]], span: dict[str, str]) -> bool:
    start, end = (datetime.fromisoformat(span[f"{edge}DateTime"]) for edge in ("start", "end"))
    return instant_of(times[0]) < end and instant_of(times[1]) > start


def _extended(event: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["value"] for one in event.get("singleValueExtendedProperties", ())}


def instant_of(there: dict[str, str]) -> datetime:
    return datetime.fromisoformat(there["dateTime"]).replace(tzinfo=UTC)


def time_of(instant: datetime) -> dict[str, str]:
    text = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000")
    return {"dateTime": text, "timeZone": "UTC"}
