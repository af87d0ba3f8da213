"""Logical lines → calendars, their zones' definitions and events, and the properties of each."""

import re
from dataclasses import dataclass, field

_FLAGS = re.IGNORECASE | re.MULTILINE
_BOUNDARY = re.compile(r"^(BEGIN|END):(VCALENDAR|VEVENT|VTIMEZONE)[ \t]*\n", _FLAGS)
_NESTED = re.compile(r"^BEGIN:([A-Z0-9-]+)[ \t]*\n.*?^END:\1[ \t]*\n", _FLAGS | re.DOTALL)
_X_WR_TIMEZONE = re.compile(r"^X-WR-TIMEZONE[^:\n]*:(.*)$", _FLAGS)
_TZID = re.compile(r"^TZID[^:\n]*:(.*)$", _FLAGS)
# A value of these holds no colon of its own, but an unquoted TZID before it may (Outlook).
_TIMES = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RDATE", "EXDATE", "RRULE", "EXRULE"}
)
_OTHERS = ("UID", "SEQUENCE", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "ATTENDEE")
_KNOWN = re.compile(rf"^({'|'.join([*sorted(_TIMES), *_OTHERS])})([;:].*)$", _FLAGS)
_PARAMETER = re.compile(r';([^=;":]+)=(?:"([^"]*)"?|([^;]*))')
_HEAD = re.compile(r'(?:[^":]|"[^"]*"?)*')


@dataclass
class Section:
    """One VCALENDAR. Events and definitions (by TZID) are the text between BEGIN and END."""

    zone_name: str = ""  # X-WR-TIMEZONE
    events: list[str] = field(default_factory=list)
    definitions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Property:
    name: str
    parameters: dict[str, str]  # names in upper case
    value: str


def sections_of(text: str) -> list[Section]:
    """The calendars of a text. A component ends where its END is, or where another begins."""
    sections: list[Section] = []
    opened, opened_at = "", 0
    rest: list[str] = []
    position = 0
    for found in _BOUNDARY.finditer(text):
        word, name = found[1].upper(), found[2].upper()
        if opened:
            _add(sections[-1], opened, text[opened_at : found.start()])
        elif sections:
            rest.append(text[position : found.start()])
        opened, position = "", found.end()
        if name == "VCALENDAR":
            _name_zone(sections, rest)
            if word == "BEGIN":
                sections.append(Section())
        elif word == "BEGIN" and sections:
            opened, opened_at = name, found.end()
    return sections


def _name_zone(sections: list[Section], rest: list[str]) -> None:
    """The zone of the calendar that ends here, by what stood outside its components."""
    if sections:
        found = _X_WR_TIMEZONE.search("".join(rest))
        if found:
            sections[-1].zone_name = found[1].strip()
    rest.clear()


def _add(section: Section, name: str, text: str) -> None:
    if name == "VEVENT":
        section.events.append(text)
        return
    found = _TZID.search(text)
    if found:
        section.definitions.setdefault(found[1].strip().strip('"'), text)


def without_nested(text: str) -> str:
    """An event without its alarms, which have a DURATION and ATTENDEEs of their own."""
    return _NESTED.sub("", text) if "BEGIN:" in text.upper() else text


def nested_in(text: str) -> list[str]:
    """The components inside an event, each with its BEGIN and END."""
    return [found[0] for found in _NESTED.finditer(text)]


def properties_of(text: str) -> dict[str, list[Property]]:
    """The properties of an event that matter here, by upper-case name."""
    properties: dict[str, list[Property]] = {}
    for found in _KNOWN.finditer(text):
        name, rest = found[1].upper(), found[2]
        if name in _TIMES:
            head, _, value = rest.rpartition(":")
        else:
            head = _HEAD.match(rest)[0]  # type: ignore[index]  # it matches anything
            value = rest[len(head) + 1 :]
        properties.setdefault(name, []).append(Property(name, _parameters(head), value.strip()))
    return properties


def _parameters(head: str) -> dict[str, str]:
    return {
        name.strip().upper(): quoted or plain.strip()
        for name, quoted, plain in _PARAMETER.findall(head)
    }
