from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """A person's private calendar address. Only the token's hash is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of a 256-bit token
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed of {self.user}"
