from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.domain.busy.definitions import definition_zone
from scheduling.domain.busy.zones import TzdbZone, Zones
from tests.scheduling.domain.busy.calendars import YEAR

NEW_YORK = """BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
END:STANDARD
"""
LORD_HOWE = """BEGIN:STANDARD
DTSTART:20080406T020000
TZOFFSETFROM:+1100
TZOFFSETTO:+1030
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20081005T020000
TZOFFSETFROM:+1030
TZOFFSETTO:+1100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU;UNTIL=20400101T000000Z
END:DAYLIGHT
"""


@pytest.mark.parametrize(
    ("key", "text"), [("America/New_York", NEW_YORK), ("Australia/Lord_Howe", LORD_HOWE)]
)
def test_a_definition_is_the_zone_that_it_describes_at_every_quarter(key: str, text: str) -> None:
    defined = definition_zone(text, horizon=YEAR)
    tzdb = TzdbZone(ZoneInfo(key))
    at = YEAR[0]
    while at < YEAR[1]:
        assert defined.to_wall(at) == tzdb.to_wall(at)
        wall = at.replace(tzinfo=None)  # gaps and folds among them
        assert defined.to_utc(wall) == tzdb.to_utc(wall)
        at += timedelta(minutes=15)


def test_before_its_first_change_a_definition_has_the_offset_it_comes_from() -> None:
    text = NEW_YORK.partition("BEGIN:STANDARD")[0].replace("16010101", "20260308")
    assert definition_zone(text, horizon=YEAR).to_utc(datetime(2026, 2, 1)) == datetime(  # noqa: DTZ001
        2026, 2, 1, 5, tzinfo=UTC
    )


AT_HOME = 8  # in Baku
NOON = datetime(2026, 7, 1, 12)  # noqa: DTZ001  # a wall reading


@pytest.mark.parametrize(
    ("name", "hour", "warnings"),
    [
        ("Europe/Paris", 10, 0),
        ("/freeassociation.sourceforge.net/Europe/Paris", 10, 0),
        ("/mozilla.org/20070129_1/America/Argentina/Buenos_Aires", 15, 0),
        ("posix/Europe/Paris", 10, 0),
        ("Eastern Standard Time", 16, 0),
        ("tzone://Microsoft/Utc", 12, 0),
        ("GMT+0100", 11, 0),
        ("UTC-05:00", 17, 0),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", 10, 0),
        ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", 11, 1),
        ("(UTC-05:00) Eastern Time (US and Canada)", 16, 0),
        ("(UTC+03:00) Moscow, St. Petersburg", 9, 0),
        ("(UTC-03:00) Berlin", 15, 1),  # not the Berlin that we know
        ("Customized Time Zone", AT_HOME, 1),
        ("../../etc/passwd", AT_HOME, 1),
        ("right/Europe/Paris", AT_HOME, 1),
        ("Europe", AT_HOME, 1),
        ("", AT_HOME, 1),
    ],
)
def test_names_of_zones(name: str, hour: int, warnings: int) -> None:
    said: list[str] = []
    zones = Zones(home="Asia/Baku", floating="", definitions={}, horizon=YEAR, warn=said.append)
    expected = NOON.replace(hour=hour, tzinfo=UTC)
    assert (zones.named(name).to_utc(NOON), len(said)) == (expected, warnings)
    zones.named(name)
    assert len(said) == warnings  # said once
