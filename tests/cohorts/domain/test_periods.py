from datetime import UTC, date, datetime

from cohorts.domain.periods import end_of, is_over, last_date_counted


def test_a_date_ends_with_the_last_zone_on_earth():
    assert end_of(date(2026, 3, 31)) == datetime(2026, 4, 1, 12, tzinfo=UTC)


def test_last_date_counted_and_end_agree_at_the_second():
    before, after = (
        datetime(2026, 4, 1, 11, 59, 59, tzinfo=UTC),
        datetime(2026, 4, 1, 12, tzinfo=UTC),
    )
    assert [last_date_counted(before), last_date_counted(after)] == [
        date(2026, 3, 31),
        date(2026, 4, 1),
    ]
    assert [is_over(date(2026, 3, 31), now=at) for at in (before, after)] == [False, True]
