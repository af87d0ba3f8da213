from datetime import UTC, datetime, time, timedelta

import pytest

from scheduling.domain.waiting import (
    can_still_offer,
    offer_expires_at,
    offers_at_once,
    suits_hours,
)

START = datetime(2026, 11, 24, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("hours", "number"), [(24, 1), (23.9, 3), (1, 3)])
def test_one_is_asked_at_a_time_until_the_last_day(hours, number):
    assert offers_at_once(starts_at=START, now=START - hours * HOUR) == number


def test_an_offer_always_ends_well_before_the_start():
    for minutes in range(60, 60 * 24 * 4, 7):
        now = START - timedelta(minutes=minutes)
        assert can_still_offer(starts_at=START, now=now)
        expires_at = offer_expires_at(starts_at=START, now=now)
        assert timedelta(minutes=20) <= expires_at - now <= timedelta(hours=2)
        assert START - expires_at >= timedelta(minutes=40)
    assert not can_still_offer(starts_at=START, now=START - timedelta(minutes=59))


@pytest.mark.parametrize(
    ("zone", "begin", "end", "suits"),
    [
        ("UTC", None, None, True),
        ("UTC", time(18), time(19), True),
        ("UTC", time(18, 15), time(20), False),
        ("UTC", time(17), time(18, 45), False),
        ("UTC", time(17), time(0), True),  # 00:00 is the end of the day
        ("Asia/Kathmandu", time(23), time(2), True),  # 23:45 to 00:45 there, over midnight
        ("Asia/Kathmandu", time(0), time(2), False),
        ("Pacific/Auckland", time(7), time(8), True),  # the next day's morning
    ],
)
def test_the_times_of_day_are_local_and_may_cross_midnight(zone, begin, end, suits):
    assert suits_hours(START, START + HOUR, zone=zone, begin=begin, end=end) is suits
