"""The XML of calendar servers: what they are asked with, and what they answer.

RFC 4918 (WebDAV), 4791 (CalDAV), 6578 (sync). What they answer is a stranger's: see docs/adr/0013.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from scheduling.fetching.exchange import NOT_UNDERSTOOD
from scheduling.remote.contract import RemoteProblem

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
CTAG = "{http://calendarserver.org/ns/}getctag"
ETAG = f"{DAV}getetag"
CALENDAR_DATA = f"{CALDAV}calendar-data"
SYNC_TOKEN = f"{DAV}sync-token"
MOST_ELEMENTS = 200_000
_NAMESPACES = (
    'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
)
# Not allowed in XML, and yet in some people's events: one of them must not hide the rest.
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_UTF_16 = (b"\xfe\xff", b"\xff\xfe")


@dataclass(frozen=True)
class Found:
    """What an answer says of one thing. `status` is of the thing as a whole."""

    href: str
    status: int
    properties: Mapping[str, Element] = field(repr=False)

    def text(self, name: str) -> str:
        found = self.properties.get(name)
        return (found.text or "").strip() if found is not None else ""

    def hrefs(self, name: str) -> list[str]:
        """The addresses that a property holds."""
        found = self.properties.get(name)
        inner = found.iter(f"{DAV}href") if found is not None else ()
        return [href.text.strip() for href in inner if href.text and href.text.strip()]

    def children(self, name: str) -> list[Element]:
        found = self.properties.get(name)
        return list(found.iter()) if found is not None else []


@dataclass(frozen=True)
class Multistatus:
    found: tuple[Found, ...]
    sync_token: str


# --- What is answered -------------------------------------------------------------------------


class _TooMany(Exception):
    pass


class _Tree(TreeBuilder):
    """Counts, since a few bytes of XML take a hundred of memory."""

    def __init__(self) -> None:
        super().__init__()
        self._left = MOST_ELEMENTS

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._left -= 1
        if not self._left:
            raise _TooMany
        return super().start(tag, attrs)


def read_xml(raw: bytes) -> Element:
    """The root. No DTD, no entities. Raises RemoteProblem."""
    if not raw.startswith(_UTF_16):
        raw = raw.translate(None, _CONTROL)
    parser = DefusedXMLParser(target=_Tree(), forbid_dtd=True)
    try:
        parser.feed(raw)
        return parser.close()
    except (ParseError, DefusedXmlException, _TooMany, ValueError, LookupError):
        raise RemoteProblem(NOT_UNDERSTOOD) from None


def read_multistatus(raw: bytes) -> Multistatus:
    """Raises RemoteProblem."""
    root = read_xml(raw)
    if root.tag != f"{DAV}multistatus":
        raise RemoteProblem(NOT_UNDERSTOOD)
    return Multistatus(
        found=tuple(_found(response) for response in root.iter(f"{DAV}response")),
        sync_token=(root.findtext(SYNC_TOKEN) or "").strip(),
    )


def _found(response: Element) -> Found:
    properties: dict[str, Element] = {}
    for group in response.findall(f"{DAV}propstat"):
        if _status(group) == 200:
            properties |= {prop.tag: prop for prop in group.findall(f"{DAV}prop/*")}
    href = (response.findtext(f"{DAV}href") or "").strip()
    return Found(href, _status(response), properties)


def _status(element: Element) -> int:
    """Of "HTTP/1.1 404 Not Found"; 200 if it says none."""
    words = (element.findtext(f"{DAV}status") or "HTTP/1.1 200 OK").split()
    return int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdigit() else 500


# --- What is asked ----------------------------------------------------------------------------


def propfind(*names: str) -> bytes:
    """Ask for properties: "d:…" of DAV, "c:…" of CalDAV, "s:…" of calendarserver.org."""
    return _document("d:propfind", _prop(*names))


def events_between(start: datetime, end: datetime) -> bytes:
    """Ask for all events that touch [start, end)."""
    span = f'<c:time-range start="{_utc(start)}" end="{_utc(end)}"/>'
    return _query(span)


def events_named(uid: str) -> bytes:
    """Ask for the event with this UID, whatever its address."""
    return _query(
        '<c:prop-filter name="UID"><c:text-match collation="i;octet">'
        f"{escape(uid)}</c:text-match></c:prop-filter>"
    )


def events_at(hrefs: Iterable[str]) -> bytes:
    """Ask for the events at these addresses."""
    listed = "".join(f"<d:href>{escape(href)}</d:href>" for href in hrefs)
    return _document("c:calendar-multiget", _prop("d:getetag", "c:calendar-data") + listed)


def changes_since(token: str) -> bytes:
    """Ask what was changed and deleted since the server gave us `token`."""
    since = f"<d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
    return _document("d:sync-collection", since + _prop("d:getetag"))


def _query(condition: str) -> bytes:
    return _document(
        "c:calendar-query",
        _prop("d:getetag", "c:calendar-data")
        + '<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
        + f"{condition}</c:comp-filter></c:comp-filter></c:filter>",
    )


def _prop(*names: str) -> str:
    return f"<d:prop>{''.join(f'<{name}/>' for name in names)}</d:prop>"


def _document(root: str, inner: str) -> bytes:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{head}<{root} {_NAMESPACES}>{inner}</{root}>".encode()


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
