from django.conf import settings
from django.db import models


class Claim(models.Model):
    """A quarter of an hour of a person's time, held by a session.

    The unique constraint is what makes double booking impossible on both databases, whatever
    the concurrency: a booking inserts its rows (sorted by person, then time, so that two
    bookings cannot deadlock) in its own transaction.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims"
    )
    quarter_at = models.DateTimeField()  # UTC, on a quarter of an hour
    session = models.ForeignKey(
        "interviews.Session", on_delete=models.CASCADE, related_name="claims"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "quarter_at"], name="claim_once_per_quarter"),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.quarter_at:%Y-%m-%d %H:%M}Z"
