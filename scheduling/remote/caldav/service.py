"""The calendars of a CalDAV account (RFC 4791): iCloud, Fastmail, Nextcloud and many others."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn
from urllib.parse import quote, unquote, urlsplit

from scheduling.busy_worker.parent import CannotReadCalendar, read_busy_apart
from scheduling.domain.busy.decoding import NotACalendar
from scheduling.domain.busy.reading import Busy
from scheduling.domain.busy.standing import standing_in
from scheduling.domain.ical import CalendarEntry, calendar_object
from scheduling.remote.answers import usable_version, version_of
from scheduling.remote.caldav.discovery import find_calendars
from scheduling.remote.caldav.multistatus import (
    CALENDAR_DATA,
    CTAG,
    ETAG,
    SYNC_TOKEN,
    Found,
    Multistatus,
    changes_since,
    events_at,
    events_between,
    events_named,
    propfind,
    read_multistatus,
)
from scheduling.remote.caldav.web import NOT_THERE, Reply, Web, refusal
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

MARGIN = timedelta(days=2)  # whole days and floating times are the person's, not the server's
MOST_EVENT_BYTES = 200_000
AT_ONCE = 100  # events asked for by address
MOST_PARTS = 20  # of one answer about changes
LONGEST_CURSOR = 2000
_STATE = propfind("d:sync-token", "s:getctag")
_VERSIONS = propfind("d:getetag")
_WRITTEN = {200, 201, 204}
_NO_VERSION = "The server does not say which version of an event it has."
_ONLY_A_PART = "The server hands out only a part of this calendar."


class CalDav:
    """An account: `secret` holds its "address", "user" and "password". See the contract."""

    def __init__(self, secret: Mapping[str, str], seconds: float) -> None:
        self._secret = secret
        self._web = Web(secret, seconds)

    @property
    def secret(self) -> Mapping[str, str]:
        return self._secret

    def calendars(self) -> list[RemoteCalendar]:
        return find_calendars(self._web)

    # --- Reading busy time --------------------------------------------------------------------

    def busy(self, calendar: str, wanted: BusyWanted) -> BusyAnswer:
        cursor = _cursor(self._state(calendar))  # before reading: a change between is seen twice
        if cursor and cursor == wanted.cursor:
            return BusyAnswer(busy=None, cursor=cursor)
        return BusyAnswer(busy=_busy(self._events(calendar, wanted), wanted), cursor=cursor)

    def _events(self, calendar: str, wanted: BusyWanted) -> list[str]:
        """What touches the time, each as a calendar of its own."""
        query = events_between(wanted.start - MARGIN, wanted.end + MARGIN)
        answer, url = self._web.find("REPORT", calendar, query, depth=1)
        _check_whole(answer)
        texts = [found.text(CALENDAR_DATA) for found in answer.found]
        bare = [found.href for found in answer.found if _is_bare(found)]
        for first in range(0, len(bare), AT_ONCE):  # of servers that answer with addresses alone
            query = events_at(bare[first : first + AT_ONCE])
            answer, _ = self._web.find("REPORT", url, query, depth=0)
            _check_whole(answer)
            if any(_is_bare(found) for found in answer.found):
                raise RemoteProblem(_ONLY_A_PART)
            texts += [found.text(CALENDAR_DATA) for found in answer.found]
        return [text for text in texts if text]

    # --- Writing ------------------------------------------------------------------------------

    def create(self, calendar: str, entry: CalendarEntry) -> Copy:
        ref = self._web.at(f"{quote(entry.uid, safe='')}.ics", base=_folder(calendar))
        reply = self._put(ref, entry, {"If-None-Match": "*"})
        if reply.status in _WRITTEN:
            return self._written(ref, entry, reply)
        found = None
        if reply.status == 412:
            found = self.look(calendar, ref)
        elif reply.status in {403, 409}:  # no-uid-conflict (RFC 4791 5.3.2.1), or no calendar
            found = self._named(calendar, entry.uid)
        if found is None:
            raise refusal(reply.status)
        return found

    def update(self, calendar: str, entry: CalendarEntry, copy: Copy) -> Copy:
        now, raw = self._standing(copy.ref) or _raise_gone()
        if not _is_same(copy, now):
            raise Changed(now)
        reply = self._put(copy.ref, entry, {"If-Match": _strong(copy.version)}, over=raw)
        if reply.status == 412 and _is_weak(copy.version):
            reply = self._put(copy.ref, entry, {"If-Match": copy.version}, over=raw)
        if reply.status in _WRITTEN:
            return self._written(copy.ref, entry, reply)
        self._refused(calendar, copy, reply)

    def delete(self, calendar: str, copy: Copy) -> None:
        reply = self._web.ask("DELETE", copy.ref, headers={"If-Match": _strong(copy.version)})
        if reply.status == 412 and _is_weak(copy.version):
            reply = self._web.ask("DELETE", copy.ref, headers={"If-Match": copy.version})
        if reply.status in _WRITTEN | {404, 410}:
            return
        try:
            self._refused(calendar, copy, reply)
        except Gone:
            return

    def _put(
        self, ref: str, entry: CalendarEntry, condition: Mapping[str, str], *, over: bytes = b""
    ) -> Reply:
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        return self._web.ask("PUT", ref, body=calendar_object(entry, over=over), headers=headers)

    def _written(self, ref: str, entry: CalendarEntry, reply: Reply) -> Copy:
        """A server that stores something else than it was given says no ETag (RFC 4791 5.3.4)."""
        version = version_of(reply.headers)
        if version:
            return Copy(ref, version, entry.starts_at, entry.ends_at, entry.sequence)
        return self._look(ref) or _raise_gone()

    def _refused(self, calendar: str, copy: Copy, reply: Reply) -> NoReturn:
        """Say why nothing was written: a 412 or 409 means that it is not as we left it."""
        if reply.status not in {409, 412}:
            raise refusal(reply.status)
        raise Changed(self.look(calendar, copy.ref) or _raise_gone())

    # --- Looking ------------------------------------------------------------------------------

    def look(self, calendar: str, ref: str) -> Copy | None:
        return self._look(ref)

    def _look(self, ref: str) -> Copy | None:
        found = self._standing(ref)
        return found[0] if found else None

    def changes(self, calendar: str, *, cursor: str, copies: Collection[Copy]) -> Changes:
        kind, _, token = cursor.partition(":")
        if kind == "sync" and token:
            known = self._synced(calendar, token, copies)
            if known is not None:
                return known
        state = self._state(calendar)
        now = _cursor(state)
        if not copies or (kind == "ctag" and now == cursor):
            return Changes(now)
        answer, _ = self._web.find("PROPFIND", calendar, _VERSIONS, depth=1)
        _check_whole(answer)
        there = {_key(found.href): found.text(ETAG) for found in answer.found}
        return self._told(
            calendar, now, [c for c in copies if _differs(c, there.get(_key(c.ref), ""))]
        )

    def _synced(self, calendar: str, token: str, copies: Collection[Copy]) -> Changes | None:
        """What the server knows of since `token`; None if it does not know the token any more.

        A long answer comes in parts, each with a token for the next (RFC 6578 3.6).
        """
        touched: dict[str, str] = {}
        for _ in range(MOST_PARTS):
            reply = self._web.ask_in_xml("REPORT", calendar, changes_since(token), depth=0)
            if reply.status in {404, 410} or 500 <= reply.status not in {501, 507}:
                raise refusal(reply.status)
            if reply.status != 207:
                return None
            answer = read_multistatus(reply.body)
            token = answer.sync_token
            if not 0 < len(token) <= LONGEST_CURSOR:
                return None
            for found in answer.found:
                touched[_key(found.href)] = found.text(ETAG)
            if not _is_part(answer):
                return self._told(
                    calendar,
                    f"sync:{token}",
                    [
                        c
                        for c in copies
                        if _key(c.ref) in touched and _differs(c, touched[_key(c.ref)])
                    ],
                )
        return None

    def _told(self, calendar: str, cursor: str, suspects: Iterable[Copy]) -> Changes:
        """Each suspect is looked at: what is said to be gone may be back, and a list may err."""
        looks = [(copy, self.look(calendar, copy.ref)) for copy in suspects]
        return Changes(
            cursor=cursor,
            changed=tuple(now for was, now in looks if now and not _is_same(was, now)),
            gone=tuple(was.ref for was, now in looks if now is None),
        )

    def _standing(self, ref: str) -> tuple[Copy, bytes] | None:
        """The event as it stands there, and its bytes."""
        # Packed on the way, it would come with a version of its own (Apache's "…-gzip").
        headers = {"Accept": "text/calendar", "Accept-Encoding": "identity"}
        reply = self._web.ask("GET", ref, headers=headers, most_bytes=MOST_EVENT_BYTES)
        if reply.status in {404, 410}:
            return None
        if reply.status != 200:
            raise refusal(reply.status)
        return _copy(ref, version_of(reply.headers), reply.body), reply.body

    def _named(self, calendar: str, uid: str) -> Copy | None:
        """Our event at whatever address it stands."""
        answer, url = self._web.find("REPORT", calendar, events_named(uid), depth=1)
        for found in answer.found:
            if found.status == 200:
                return self._look(self._web.at(found.href, base=url))
        return None

    def _state(self, calendar: str) -> Found:
        answer, _ = self._web.find("PROPFIND", calendar, _STATE, depth=0)
        found = next(iter(answer.found), None)
        if found is None or found.status in {404, 410}:
            raise Gone(NOT_THERE)
        return found


def _busy(texts: list[str], wanted: BusyWanted) -> Busy:
    """Each text has its own zones: one that is cut off is left out, and takes no other along."""
    whole = [text for text in texts if text.rstrip().upper().endswith("END:VCALENDAR")]
    if not whole:
        busy = Busy(intervals=(), events_read=0)
    else:
        try:
            busy = read_busy_apart(
                "\r\n".join(whole).encode(),
                home_zone=wanted.home_zone,
                start=wanted.start,
                end=wanted.end,
                me=wanted.me,
                ours=wanted.ours,
            )
        except (NotACalendar, CannotReadCalendar) as error:
            raise RemoteProblem(str(error)) from None
    if len(whole) == len(texts):
        return busy
    words = f"{len(texts) - len(whole)} events came cut off, and could not be read."
    return replace(busy, warnings=(*busy.warnings, words))


def _copy(ref: str, version: str, raw: bytes) -> Copy:
    if not version:
        raise RemoteProblem(_NO_VERSION)
    try:
        standing = standing_in(raw)
    except NotACalendar as error:
        raise RemoteProblem(f"Our event there cannot be read. {error}") from None
    return Copy(ref, version, standing.starts_at, standing.ends_at, standing.sequence)


def _cursor(state: Found) -> str:
    """Up to where changes are known, in the server's own words: a sync token, or its elder, which
    changes as well but cannot be asked about. "" if there is neither."""
    for kind, name in (("sync", SYNC_TOKEN), ("ctag", CTAG)):
        text = state.text(name)
        if 0 < len(text) <= LONGEST_CURSOR:
            return f"{kind}:{text}"
    return ""


def _check_whole(answer: Multistatus) -> None:
    if _is_part(answer):
        raise RemoteProblem(_ONLY_A_PART)


def _is_part(answer: Multistatus) -> bool:
    return any(found.status == 507 for found in answer.found)


def _is_bare(found: Found) -> bool:
    return found.status == 200 and bool(found.href) and not found.text(CALENDAR_DATA)


def _folder(calendar: str) -> str:
    return calendar if calendar.endswith("/") else f"{calendar}/"


def _key(href: str) -> str:
    """To compare addresses by: servers encode some characters, or do not."""
    try:
        return unquote(urlsplit(href).path)
    except ValueError:
        return ""


def _is_weak(version: str) -> bool:
    return version.startswith("W/")


def _strong(version: str) -> str:
    """For If-Match, which a weak one never fulfils (RFC 9110 13.1.1): many are only called weak by
    what packs the answers on their way. Of no version, one that fits nothing."""
    return version.removeprefix("W/") or '""'


def _differs(copy: Copy, version: str) -> bool:
    """`version` is "" if the event is not there."""
    return _strong(usable_version(version)) != _strong(copy.version)


def _is_same(was: Copy, now: Copy) -> bool:
    return _strong(was.version) == _strong(now.version)


def _raise_gone() -> NoReturn:
    raise Gone(NOT_THERE)
