from django.conf import settings
from django.db import models
from django.db.models import F, Q


class MatchPreference(models.Model):
    """Whether, and how often, the site looks for partners for somebody. Off until they say so."""

    MOST_SESSIONS, MOST_A_WEEK = 10, 7

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="match_preference"
    )
    is_on = models.BooleanField(default=False)
    sessions = models.PositiveSmallIntegerField(default=2)  # at most, in two weeks
    per_week = models.PositiveSmallIntegerField(default=2)  # at most, in an ISO week (UTC)
    # Since the last booking, or since they turned it on: rounds serve first who waited longest.
    waiting_since = models.DateTimeField()
    # Yeses of theirs that came to nothing since the last booking: each moves them forward.
    priority = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(sessions__gte=1, sessions__lte=10, per_week__gte=1, per_week__lte=7)
                & Q(per_week__lte=F("sessions")),
                name="match_preference_caps",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {f'{self.sessions} in two weeks' if self.is_on else 'off'}"
