"""Addresses that show a part of a report to whoever has them."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from interviews.models import Leg


class SharedReportQuerySet(models.QuerySet["SharedReport"]):
    def open(self, *, now: datetime) -> "SharedReportQuerySet":
        """Those that answer at `now`."""
        return self.filter(revoked_at=None, expires_at__gt=now, owner__is_active=True)


class SharedReport(models.Model):
    """One address. Its token is kept only as a hash; what it shows is read from the report."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shared_reports"
    )
    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="shares")
    token_hash = models.CharField(max_length=64, unique=True)
    parts = models.JSONField(default=list)  # slugs of feedback/domain/shares.py
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    views = models.PositiveIntegerField(default=0)
    last_viewed_at = models.DateTimeField(null=True, blank=True)

    objects = SharedReportQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="share_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"share of {self.leg}"
