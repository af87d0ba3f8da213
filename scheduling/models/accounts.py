import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from interviews.models import Session

LONGEST_LABEL = 120


class CalendarAccountQuerySet(models.QuerySet["CalendarAccount"]):
    def of(self, user: object) -> Self:
        return self.filter(user=user)

    def writing(self) -> Self:
        """Those into which sessions are written."""
        return self.exclude(secret_write_ref="")

    def due(self, *, now: datetime) -> Self:
        return self.writing().filter(is_lost=False, next_look_at__lte=now)


class CalendarAccount(models.Model):
    """Somebody's account at a service that keeps calendars, opened to us by them.

    The secret (a password, tokens) and the refs of calendars (paths and ids that may name their
    owner) are encrypted, and shown to nobody.
    """

    class Kind(models.TextChoices):
        CALDAV = "caldav", "CalDAV"
        GOOGLE = "google", "Google"
        MICROSOFT = "microsoft", "Microsoft"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_accounts"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(max_length=LONGEST_LABEL)  # for its owner: "ana@example.org"
    external_id = models.CharField(max_length=255)  # theirs, so that connecting twice is once
    secret = models.TextField()  # encrypted JSON: common.encryption
    created_at = models.DateTimeField()
    is_lost = models.BooleanField(default=False)  # it lets us in no more: connect it again

    # The calendar into which its owner's sessions are written, if they want that.
    secret_write_ref = models.TextField(blank=True)  # encrypted
    write_name = models.CharField(max_length=LONGEST_LABEL, blank=True)
    cursor = models.TextField(blank=True)  # up to where its changes are known
    next_look_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # of looks and writes, since a success
    problem = models.CharField(max_length=300, blank=True)  # of the last try, in words; "" if none
    last_success_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarAccountQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (
            models.Index(
                fields=["next_look_at"],
                condition=~Q(secret_write_ref=""),
                name="calendar_account_by_look",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["user", "kind", "external_id"], name="calendar_account_once"
            ),
            # One channel a person: two calendars would show each session twice.
            models.UniqueConstraint(
                fields=["user"],
                condition=~Q(secret_write_ref=""),
                name="calendar_account_one_writes",
            ),
            models.CheckConstraint(
                condition=Q(secret_write_ref="", next_look_at=None)
                | ~Q(secret_write_ref="") & Q(next_look_at__isnull=False),
                name="calendar_account_that_writes_looks",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"

    @property
    def writes(self) -> bool:
        return bool(self.secret_write_ref)


class WrittenEventQuerySet(models.QuerySet["WrittenEvent"]):
    def asked(self) -> Self:
        """Those about which their person was asked, and has not answered."""
        open_states = (WrittenEvent.State.MOVED, WrittenEvent.State.DELETED)
        return self.filter(state__in=open_states, is_due=False)

    def free(self, *, now: datetime) -> Self:
        """Those that nobody works at."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=now))


class WrittenEvent(models.Model):
    """A session's place in its person's own calendar, into which we write it.

    While this row is there, no mail brings that person an event of the session: an event comes
    by one channel. What stands there is known by `version`; `starts_at` is what we wrote last, and
    `tried_starts_at` what we were about to write, until it is known whether that came to be.
    """

    class State(models.TextChoices):
        ABSENT = "absent", "Not there, or not yet"
        WRITTEN = "written", "Written"
        MOVED = "moved", "Moved there, and asked about"
        PROPOSED = "proposed", "Moved there, and proposed to the partner"
        DELETED = "deleted", "Deleted there, and asked about"
        LEFT_OUT = "left_out", "Deleted there, and left so"
        LET_GO = "let_go", "In a calendar that we no longer write into"

    account = models.ForeignKey(
        CalendarAccount,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="written_events",
    )
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="written_events")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="written_events"
    )
    state = models.CharField(max_length=8, choices=State, default=State.ABSENT)
    secret_ref = models.TextField(blank=True)  # encrypted
    version = models.CharField(max_length=255, blank=True)  # as it stands there, last we knew
    sequence = models.PositiveIntegerField()  # of the session, as it was written
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)
    tried_starts_at = models.DateTimeField(null=True, blank=True)
    is_due = models.BooleanField(default=False)  # what stands there is not what should
    lease_until = models.DateTimeField(null=True, blank=True)  # somebody writes, or has died of it
    # Where its person moved it to, while we ask them or their partner.
    moved_to = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    questions = models.PositiveSmallIntegerField(default=0)  # asked so far: each is mailed once

    objects = WrittenEventQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "user"], name="written_event_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="written_event_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("moved", "proposed"), moved_to__isnull=False)
                | ~Q(state__in=("moved", "proposed")) & Q(moved_to=None),
                name="written_event_moved_to_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="let_go", account=None, secret_ref="", is_due=False)
                | ~Q(state="let_go") & Q(account__isnull=False),
                name="written_event_let_go_knows_no_calendar",
            ),
            models.CheckConstraint(
                condition=~Q(secret_ref="") | Q(state__in=("absent", "left_out", "let_go")),
                name="written_event_that_is_there_has_ref",
            ),
        )

    def __str__(self) -> str:
        return f"session {self.session_id} for user {self.user_id}: {self.state}"
