from datetime import date

from dashboards.domain.weeks import monday_of


def test_week_begins_on_its_monday_across_months_and_years():
    days = [date(2026, 12, 28), date(2027, 1, 3), date(2027, 1, 4)]
    assert [monday_of(day) for day in days] == [
        date(2026, 12, 28),
        date(2026, 12, 28),
        date(2027, 1, 4),
    ]
