from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from scheduling.models import AvailabilityException, WeeklyWindow
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
    return True


def test_a_window_is_on_a_day_of_the_week_and_there_once():
    user = UserFactory()

    def window(weekday):
        return WeeklyWindow.objects.create(
            user=user, weekday=weekday, starts=time(9), ends=time(10)
        )

    window(6)
    assert refused(lambda: window(6))
    assert refused(lambda: window(7))


def test_a_date_is_closed_once_and_has_each_time_once():
    user = UserFactory()

    def exception(**times):
        return AvailabilityException.objects.create(user=user, date=date(2026, 12, 24), **times)

    exception()
    assert refused(exception)
    exception(starts=time(9), ends=time(10))
    assert refused(lambda: exception(starts=time(9), ends=time(10)))


def test_a_date_has_both_times_or_none():
    user = UserFactory()
    assert refused(
        lambda: AvailabilityException.objects.create(
            user=user, date=date(2026, 12, 24), starts=time(9)
        )
    )
