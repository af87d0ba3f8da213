from datetime import datetime
from typing import Self

from django.db import models


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        return self.filter(done_at=None, dead_at=None)

    def due(self, *, now: datetime) -> Self:
        """Rows that may be claimed at `now`: due, and leased by nobody who may still live."""
        return self.open().filter(
            models.Q(lease_until=None) | models.Q(lease_until__lte=now), run_at__lte=now
        )


class Job(models.Model):
    """A piece of due work. The table is the only queue: what is not here will not be done."""

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    arguments = models.JSONField(default=dict, blank=True)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["run_at"],
                condition=models.Q(done_at=None, dead_at=None),
                name="job_open_by_run_at",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def is_closed(self) -> bool:
        return self.done_at is not None or self.dead_at is not None
