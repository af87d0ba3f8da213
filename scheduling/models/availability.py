from django.conf import settings
from django.db import models


class WeeklyWindow(models.Model):
    """Free time every week, as wall time in the person's zone. An end ≤ start is the next day's."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_windows"
    )
    weekday = models.PositiveSmallIntegerField()  # 0 Monday … 6 Sunday, as date.weekday()
    starts = models.TimeField()
    ends = models.TimeField()  # 00:00: the end of the day

    class Meta:
        ordering = ("weekday", "starts")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(weekday__gte=0, weekday__lte=6), name="window_weekday_0_to_6"
            ),
            models.UniqueConstraint(
                fields=["user", "weekday", "starts", "ends"], name="window_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"


class AvailabilityException(models.Model):
    """A date that differs: all rows of a date replace that weekday's windows.

    A row without times closes the date.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="availability_exceptions"
    )
    date = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ("date", "starts")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "date", "starts", "ends"], name="exception_once"
            ),
            models.UniqueConstraint(
                fields=["user", "date"],
                condition=models.Q(starts=None),
                name="exception_closed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(starts=None, ends=None)
                | models.Q(starts__isnull=False, ends__isnull=False),
                name="exception_both_times_or_none",
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.starts or 'closed'}"
