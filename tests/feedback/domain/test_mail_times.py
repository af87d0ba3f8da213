from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.domain.mail_times import month_before, month_in, next_morning


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ((2026, 11, 1, 0, 0), "America/New_York", (2026, 11, 1, 14, 0)),
        ((2026, 11, 1, 0, 0), "Europe/Berlin", (2026, 11, 1, 8, 0)),
        ((2026, 11, 1, 0, 0), "Pacific/Kiritimati", (2026, 11, 1, 19, 0)),
        ((2026, 11, 1, 0, 0), "Pacific/Pago_Pago", (2026, 11, 1, 20, 0)),
        ((2026, 10, 25, 0, 0), "Europe/Berlin", (2026, 10, 25, 8, 0)),  # the clocks go back
        ((2026, 11, 1, 7, 50), "Europe/Berlin", (2026, 11, 1, 8, 0)),
        ((2026, 11, 1, 7, 51), "Europe/Berlin", (2026, 11, 2, 8, 0)),
    ],
)
def test_next_morning_is_nine_o_clock_where_the_reader_lives(now, zone, morning):
    assert next_morning(datetime(*now, tzinfo=UTC), zone=zone) == datetime(*morning, tzinfo=UTC)


def test_month_before_turns_the_year():
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert month_before(date(2026, 11, 1)) == date(2026, 10, 1)


def test_a_month_begins_and_ends_at_midnight_where_one_lives():
    begin, end = month_in("Europe/Berlin", month=date(2026, 10, 1))
    assert begin == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert end == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert end - begin == timedelta(days=31, hours=1)
    assert month_in("UTC", month=date(2026, 12, 1))[1] == datetime(2027, 1, 1, tzinfo=UTC)
