import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scheduling.models.accounts import CalendarAccount

LONGEST_NAME = 60


class CalendarSourceQuerySet(models.QuerySet["CalendarSource"]):
    def of(self, user: object) -> Self:
        return self.filter(user=user)

    def refreshed(self) -> Self:
        """Those that are read again by themselves; files are not."""
        return self.exclude(kind=CalendarSource.Kind.FILE)

    def due(self, *, now: datetime) -> Self:
        return self.filter(next_try_at__lte=now)

    def let_in(self) -> Self:
        """Without those of accounts that their owner must connect again first."""
        return self.exclude(account__is_lost=True)


class CalendarSource(models.Model):
    """A calendar kept elsewhere, in which its owner's busy time stands.

    The address opens the calendar to whoever knows it, so it is kept encrypted, and shown to
    nobody again. Of a file only the busy time is kept, and neither titles nor the file. A calendar
    of an account has its ref in place of the address; `cursor` is where its last reading ended.
    """

    class Kind(models.TextChoices):
        ADDRESS = "ics_url", "Address"
        FILE = "upload", "File"
        ACCOUNT = "account", "Of an account"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_sources"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    account = models.ForeignKey(
        CalendarAccount, on_delete=models.CASCADE, null=True, blank=True, related_name="sources"
    )
    name = models.CharField(max_length=LONGEST_NAME)
    secret_address = models.TextField(blank=True)  # encrypted: common.encryption
    created_at = models.DateTimeField()

    # What the copy at hand was: to ask only for what has changed, and to read only that.
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    cursor = models.TextField(blank=True)
    read_zone = models.CharField(max_length=64, blank=True)  # the owner's, when it was read
    read_until = models.DateTimeField(null=True, blank=True)  # busy time is known until then

    last_success_at = models.DateTimeField(null=True, blank=True)
    last_tried_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # since the last success
    problem = models.CharField(max_length=300, blank=True)  # of the last try, in words; "" if none

    events_read = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, blank=True)  # [{"uid": …, "why": …}]
    warnings = models.JSONField(default=list, blank=True)  # sentences

    objects = CalendarSourceQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (
            models.Index(
                fields=["next_try_at"],
                condition=~Q(kind="upload"),
                name="calendar_source_by_next_try",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(kind="ics_url", account=None) | Q(kind="account", account__isnull=False)
                )
                & Q(next_try_at__isnull=False)
                & ~Q(secret_address="")
                | Q(kind="upload", account=None, secret_address="", next_try_at=None),
                name="calendar_source_address_has_address",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_refreshed(self) -> bool:
        return self.kind != self.Kind.FILE

    def is_older_than(self, age: timedelta, *, now: datetime) -> bool:
        """Whether the last good reading is older than that, or there was none."""
        return self.last_success_at is None or now - self.last_success_at > age


class BusyInterval(models.Model):
    """Time in which a source says that its owner is busy; merged, half-open, and without a title.

    `user` is the source's: searches read these rows for many people at once.
    """

    source = models.ForeignKey(
        CalendarSource, on_delete=models.CASCADE, related_name="busy_intervals"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="busy_intervals"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["user", "ends_at"], name="busy_by_person_and_end"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="busy_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["source", "starts_at"], name="busy_start_once"),
        )

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}Z to {self.ends_at:%Y-%m-%d %H:%M}Z"
