from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboards.domain.weeks import iso_week


def test_week_runs_from_monday_to_monday_of_the_readers_zone():
    # Sunday 23:30 in UTC is Monday 05:15 in Kathmandu, and still Sunday in New York.
    at = datetime(2026, 1, 11, 23, 30, tzinfo=UTC)
    assert iso_week(at, zone=ZoneInfo("UTC")) == (
        datetime(2026, 1, 5, tzinfo=UTC),
        datetime(2026, 1, 12, tzinfo=UTC),
    )
    assert iso_week(at, zone=ZoneInfo("Asia/Kathmandu")) == (
        datetime(2026, 1, 11, 18, 15, tzinfo=UTC),
        datetime(2026, 1, 18, 18, 15, tzinfo=UTC),
    )
    assert iso_week(at, zone=ZoneInfo("America/New_York")) == (
        datetime(2026, 1, 5, 5, tzinfo=UTC),
        datetime(2026, 1, 12, 5, tzinfo=UTC),
    )


def test_weeks_in_which_clocks_change_have_an_hour_less_or_more():
    berlin = ZoneInfo("Europe/Berlin")
    lengths = []
    for at in (datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)):
        start, end = iso_week(at, zone=berlin)
        lengths.append(end - start)
    assert lengths == [timedelta(hours=167), timedelta(hours=169)]
