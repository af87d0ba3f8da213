from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scheduling.domain.limits import MOST_NOTICE_HOURS
from scheduling.domain.rules import MIN_NOTICE

PAUSES = (0, 15, 30, 45, 60)
LEAST_NOTICE_HOURS = MIN_NOTICE // timedelta(hours=1)
MOST_A_DAY, MOST_A_WEEK = 8, 20


class BookingLimits(models.Model):
    """How much somebody lets be booked: see scheduling.domain.limits. Without a row, no limits."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="booking_limits"
    )
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=0)
    notice_hours = models.PositiveSmallIntegerField(default=LEAST_NOTICE_HOURS)
    most_per_day = models.PositiveSmallIntegerField(null=True, blank=True)  # None: no limit
    most_per_week = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "booking limits"
        constraints = (
            models.CheckConstraint(
                condition=Q(buffer_before_minutes__in=PAUSES, buffer_after_minutes__in=PAUSES),
                name="booking_limits_buffers",
            ),
            models.CheckConstraint(
                condition=Q(
                    notice_hours__gte=LEAST_NOTICE_HOURS, notice_hours__lte=MOST_NOTICE_HOURS
                ),
                name="booking_limits_notice",
            ),
            models.CheckConstraint(
                condition=Q(most_per_day=None)
                | Q(most_per_day__gte=1, most_per_day__lte=MOST_A_DAY),
                name="booking_limits_most_per_day",
            ),
            models.CheckConstraint(
                condition=Q(most_per_week=None)
                | Q(most_per_week__gte=1, most_per_week__lte=MOST_A_WEEK),
                name="booking_limits_most_per_week",
            ),
            models.CheckConstraint(
                condition=Q(most_per_day=None)
                | Q(most_per_week=None)
                | Q(most_per_day__lte=F("most_per_week")),
                name="booking_limits_day_within_week",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.most_per_day or 'any'} a day, {self.most_per_week or 'any'}"
