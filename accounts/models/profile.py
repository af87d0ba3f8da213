from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from accounts.domain.zones import is_zone


def validate_zone(name: str) -> None:
    """ValidationError unless `name` is an IANA time zone."""
    if not is_zone(name):
        raise ValidationError("There is no time zone called %(name)s.", params={"name": name})


class Accommodation(models.TextChoices):
    CAPTIONS = "captions", "Captions"
    CAMERA_OFF = "camera_off", "Camera off"
    BREAKS = "breaks", "Short breaks"


class Profile(models.Model):
    """What others may know of a person (pseudonym) and what the site needs to serve them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    pseudonym = models.CharField(max_length=40, unique=True)
    timezone = models.CharField(
        "time zone", max_length=64, default="UTC", validators=[validate_zone]
    )  # IANA name
    timezone_confirmed_at = models.DateTimeField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)  # ISO 639-1 codes, best first
    accommodations = models.JSONField(default=list, blank=True)  # Accommodation values
    extra_time_percent = models.PositiveSmallIntegerField(default=0)
    weekly_goal = models.PositiveSmallIntegerField(default=2)  # sessions a week
    paused_until_date = models.DateField(null=True, blank=True)
    onboarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(extra_time_percent__in=(0, 25, 50)), name="profile_extra_time"
            ),
            models.CheckConstraint(
                condition=models.Q(weekly_goal__gte=1, weekly_goal__lte=14),
                name="profile_weekly_goal_1_to_14",
            ),
            models.UniqueConstraint(
                Lower("pseudonym"),
                name="profile_pseudonym_unique_whatever_the_case",
                violation_error_message="Somebody already uses this pseudonym.",
            ),
        )

    def __str__(self) -> str:
        return self.pseudonym
