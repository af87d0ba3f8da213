"""The properties of a VEVENT → what of it matters to busy time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.domain.busy.components import Property
from scheduling.domain.busy.rules import Rule, doubts_about, read_rule
from scheduling.domain.busy.values import (
    DAY,
    LAST_YEAR,
    LONGEST,
    Length,
    Unreadable,
    Wall,
    checked,
    read_length,
    read_wall,
)
from scheduling.domain.busy.zones import UTC_ZONE, Zone, Zones

Properties = dict[str, list[Property]]
Warn = Callable[[str], None]
_TOO_LONG = "It lasts longer than ten years."


@dataclass(frozen=True)
class Moment:
    """A date (its midnight) or time on the wall of a zone."""

    wall: datetime
    zone: Zone
    is_date: bool = False

    @property
    def utc(self) -> datetime:
        return self.zone.to_utc(self.wall)


@dataclass(frozen=True)
class Event:
    """A VEVENT: a series, a single event, or what replaces one instance (`replaces`)."""

    uid: str
    sequence: int
    start: Moment
    length: Length
    is_free: bool
    rules: tuple[Rule, ...] = ()
    exclusion_rules: tuple[Rule, ...] = ()
    added: tuple[tuple[Moment, Length], ...] = ()  # RDATE
    excluded: tuple[Moment, ...] = ()
    replaces: Moment | None = None  # RECURRENCE-ID
    is_for_following: bool = False  # RANGE=THISANDFUTURE


def read_event(properties: Properties, *, zones: Zones, me: frozenset[str], warn: Warn) -> Event:
    """The event. Raises Unreadable for what cannot be understood, never guesses it away."""
    if "DTSTART" not in properties:
        raise Unreadable("It has no start.")
    uid = _text(properties, "UID")
    start = _moment(properties["DTSTART"][0], zones)
    checked(start.wall)
    rules = _rules(properties, "RRULE", uid, warn)
    repeats = bool(rules or "RDATE" in properties)
    start, length = _placed(start, properties, zones, repeats=repeats, uid=uid, warn=warn)
    return Event(
        uid=uid,
        sequence=_sequence(properties),
        start=start,
        length=length,
        is_free=_is_free(properties, me),
        rules=rules,
        exclusion_rules=_rules(properties, "EXRULE", uid, warn),
        added=tuple(_added(properties, zones, start, length)),
        excluded=tuple(_excluded(properties, zones, start)),
        replaces=_replaced(properties, zones, start),
        is_for_following=any(
            replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
            for replaced in properties.get("RECURRENCE-ID", ())
        ),
    )


def _text(properties: Properties, name: str) -> str:
    return properties[name][0].value if name in properties else ""


def _sequence(properties: Properties) -> int:
    text = _text(properties, "SEQUENCE")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_free(properties: Properties, me: frozenset[str]) -> bool:
    """Cancelled, transparent, free by Microsoft's own property, or declined by the person."""
    if _text(properties, "STATUS").upper() == "CANCELLED":
        return True
    if _text(properties, "TRANSP").upper() == "TRANSPARENT":
        return True
    if _text(properties, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE":
        return True
    answers = [
        attendee.parameters.get("PARTSTAT", "").upper()
        for attendee in properties.get("ATTENDEE", ())
        if _address(attendee.value) in me or _address(attendee.parameters.get("EMAIL", "")) in me
    ]
    return bool(answers) and all(answer == "DECLINED" for answer in answers)


def _address(text: str) -> str:
    return text.strip().lower().removeprefix("mailto:").strip()


def _moment(prop: Property, zones: Zones, *, like: Moment | None = None) -> Moment:
    return _moment_of(read_wall(prop.value), prop, zones, like=like)


def _moment_of(wall: Wall, prop: Property, zones: Zones, *, like: Moment | None = None) -> Moment:
    """Floating times beside a start (`like`) are in its zone; dates are in the home zone."""
    if wall.is_utc:
        return Moment(wall.at, UTC_ZONE)
    if wall.is_date:
        return Moment(wall.at, like.zone if like else zones.home, is_date=True)
    tzid = prop.parameters.get("TZID", "")
    if tzid:
        return Moment(wall.at, zones.named(tzid))
    if like and not like.is_date and like.zone is not UTC_ZONE:
        return Moment(wall.at, like.zone)
    return Moment(wall.at, zones.floating)


def _placed(
    start: Moment, properties: Properties, zones: Zones, *, repeats: bool, uid: str, warn: Warn
) -> tuple[Moment, Length]:
    """Start and length, turned round if the end comes first."""
    length = _length(start, properties, zones, repeats=repeats)
    if length.nominal > LONGEST or length.nominal < -LONGEST:
        raise Unreadable(_TOO_LONG)
    if length.nominal >= timedelta():
        return start, length
    warn(f"{uid[:80] or 'An event'}: ends before it starts; the two were swapped.")
    begun = start.wall + length.nominal
    return Moment(begun, start.zone, start.is_date), Length(-length.days, -length.exact)


def _length(start: Moment, properties: Properties, zones: Zones, *, repeats: bool) -> Length:
    if "DTEND" in properties:
        end = _moment(properties["DTEND"][0], zones)
        checked(end.wall)
        return _length_between(start, end, repeats=repeats)
    if "DURATION" in properties:
        length = read_length(properties["DURATION"][0].value)
        if start.is_date and length.exact:  # of a whole day there are no hours
            return Length(days=-(-length.nominal // DAY))
        return length
    return Length(days=1) if start.is_date else Length()


def _length_between(start: Moment, end: Moment, *, repeats: bool) -> Length:
    nominal = end.wall - start.wall
    if abs(nominal) > LONGEST + DAY:
        raise Unreadable(_TOO_LONG)
    if start.is_date and end.is_date:
        return Length(days=nominal.days or 1)
    if start.is_date:
        days = -(-(end.zone.to_utc(end.wall) - start.utc) // DAY)
        return Length(days=days or 1)
    is_one_wall = end.zone is start.zone or end.is_date
    if is_one_wall and (repeats or _is_skipped(start)):
        # What lasts from nine to ten does so on the day the clocks change, too; and a start that
        # the clock jumped over leaves only this to go by.
        return Length(exact=nominal)
    return Length(exact=end.utc - start.utc)


def _is_skipped(moment: Moment) -> bool:
    """Whether no clock of the zone ever shows this time."""
    return moment.zone.to_wall(moment.utc) != moment.wall


def _replaced(properties: Properties, zones: Zones, start: Moment) -> Moment | None:
    if "RECURRENCE-ID" not in properties:
        return None
    replaced = _moment(properties["RECURRENCE-ID"][0], zones, like=start)
    checked(replaced.wall)
    return replaced


def _rules(properties: Properties, name: str, uid: str, warn: Warn) -> tuple[Rule, ...]:
    rules = []
    for prop in properties.get(name, ()):
        rules.append(read_rule(prop.value))
        for doubt in doubts_about(prop.value):
            warn(f"{uid[:80] or 'An event'}: {doubt}.")
    return tuple(rules)


def _added(
    properties: Properties, zones: Zones, start: Moment, length: Length
) -> list[tuple[Moment, Length]]:
    added = []
    for prop in properties.get("RDATE", ()):
        for part in filter(None, (part.strip() for part in prop.value.split(","))):
            begins, _, ends = part.partition("/")
            wall = read_wall(begins)
            if wall.at.year > LAST_YEAR:
                continue
            moment = _moment_of(wall, prop, zones, like=start)
            if moment.is_date and not start.is_date:  # the series' time on that date
                moment = Moment(datetime.combine(moment.wall.date(), start.wall.time()), start.zone)
            added.append((moment, _period_length(moment, ends, prop, zones) if ends else length))
    return added


def _period_length(start: Moment, ends: str, prop: Property, zones: Zones) -> Length:
    if ends[0] in "Pp+-":
        length = read_length(ends)
    else:
        end = _moment_of(read_wall(ends), prop, zones, like=start)
        length = Length(exact=end.utc - start.utc)
    if length.nominal < timedelta():
        raise Unreadable("One of its dates ends before it starts.")
    return length


def _excluded(properties: Properties, zones: Zones, start: Moment) -> list[Moment]:
    walls = [
        (read_wall(part), prop)
        for prop in properties.get("EXDATE", ())
        for part in prop.value.split(",")
        if part.strip()
    ]
    return [
        _moment_of(wall, prop, zones, like=start)
        for wall, prop in walls
        if wall.at.year <= LAST_YEAR
    ]
