import pytest
from django.db import IntegrityError, transaction

from scheduling.models import BookingLimits
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields",
    [
        {"buffer_before_minutes": 60, "buffer_after_minutes": 45},
        {"notice_hours": 2},
        {"notice_hours": 72},
        {"most_per_day": 1, "most_per_week": 1},
        {"most_per_day": 8},
        {"most_per_week": 20},
    ],
)
def test_limits_within_their_bounds_are_kept(fields):
    BookingLimits.objects.create(user=UserFactory(), **fields)
    assert BookingLimits.objects.filter(**fields).count() == 1


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"buffer_before_minutes": 20}, "booking_limits_buffers"),
        ({"buffer_after_minutes": 75}, "booking_limits_buffers"),
        ({"notice_hours": 1}, "booking_limits_notice"),
        ({"notice_hours": 73}, "booking_limits_notice"),
        ({"most_per_day": 0}, "booking_limits_most_per_day"),
        ({"most_per_day": 9}, "booking_limits_most_per_day"),
        ({"most_per_week": 0}, "booking_limits_most_per_week"),
        ({"most_per_week": 21}, "booking_limits_most_per_week"),
        ({"most_per_day": 3, "most_per_week": 2}, "booking_limits_day_within_week"),
    ],
)
def test_limits_outside_their_bounds_are_refused_by_the_database(fields, name):
    user = UserFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BookingLimits.objects.create(user=user, **fields)


def test_a_person_has_one_set_of_limits():
    limits = BookingLimits.objects.create(user=UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingLimits.objects.create(user=limits.user)
