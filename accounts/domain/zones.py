"""IANA time zones: which exist, and how a person picks one."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

REGIONS = {
    "Africa": "Africa",
    "America": "Americas",
    "Antarctica": "Antarctica",
    "Arctic": "Arctic",
    "Asia": "Asia",
    "Atlantic": "Atlantic",
    "Australia": "Australia",
    "Europe": "Europe",
    "Indian": "Indian Ocean",
    "Pacific": "Pacific",
}


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA zone that this machine can compute with."""
    return name in _known_zones()


def zone_or_utc(name: str) -> ZoneInfo:
    """The zone called `name`; UTC if there is none, so that a bad row cannot break a page."""
    return ZoneInfo(name if is_zone(name) else "UTC")


@cache
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone of a place as grouped choices: [("Africa", [("Africa/Abidjan", "Abidjan"), …])].

    Older names (Asia/Calcutta) stay in: browsers still report them.
    """
    groups = [("World", [("UTC", "UTC, no daylight saving")])]
    for prefix, region in REGIONS.items():
        names = sorted(name for name in _known_zones() if name.startswith(f"{prefix}/"))
        groups.append((region, [(name, _place(name)) for name in names]))
    return groups


def _place(name: str) -> str:
    """ "America/Argentina/Buenos_Aires" → "Buenos Aires (Argentina)"."""
    parts = [part.replace("_", " ") for part in name.split("/")[1:]]
    return f"{parts[-1]} ({parts[0]})" if len(parts) > 1 else parts[0]
