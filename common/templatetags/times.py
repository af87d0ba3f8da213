"""Instants, shown in the reader's zone with the weekday, and saying so."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


def offset_label(at: datetime) -> str:
    """The UTC offset of an aware instant in its own zone: "UTC", "UTC+1", "UTC+5:45"."""
    offset = at.utcoffset()
    assert offset is not None
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def _localised(at: datetime, zone: str = "") -> datetime:
    return at.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())


def long_time(at: datetime, zone: str = "") -> str:
    """ "Tue 24 Nov 2026, 18:00 (UTC+1)" in `zone` (IANA), or in the reader's."""
    local = _localised(at, zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} ({offset_label(local)})"


def _time_tag(at: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', f"{at:%Y-%m-%dT%H:%M:%S%z}", text)


@register.filter
def when(at: datetime | None, zone: str = "") -> str:
    """The full form: weekday, date, time and offset."""
    return _time_tag(at, long_time(at, zone)) if at else ""


@register.filter
def clock(at: datetime | None, zone: str = "") -> str:
    """Only the time of day: "18:00"."""
    return _time_tag(at, clock_text(at, zone)) if at else ""


@register.filter
def clock_text(at: datetime, zone: str = "") -> str:
    """`clock` as plain text, for mail."""
    return f"{_localised(at, zone):%H:%M}"


@register.filter
def day(at: datetime | None, zone: str = "") -> str:
    """Only the date: "Tue 24 Nov"."""
    if not at:
        return ""
    return _time_tag(at, day_text(at, zone))


@register.filter
def day_text(at: datetime, zone: str = "") -> str:
    """`day` as plain text, for mail."""
    local = _localised(at, zone)
    return f"{local:%a} {local.day} {local:%b}"


@register.filter
def when_text(at: datetime | None, zone: str = "") -> str:
    """`when` as plain text, for mail."""
    return long_time(at, zone) if at else ""
