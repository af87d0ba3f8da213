import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class WaitlistEntry(models.Model):
    """Somebody waits for a time that others give back."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waitlist_entry"
    )
    ways = models.JSONField(default=list)  # Way values, from their own side
    kinds = models.JSONField(default=list, blank=True)  # Kind values; empty: any of theirs
    # Local dates and times of day in their zone; null: whenever they are free.
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "waitlist entries"
        constraints = (
            models.CheckConstraint(
                condition=Q(from_date=None)
                | Q(until_date=None)
                | Q(until_date__gte=F("from_date")),
                name="waitlist_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__isnull=False),
                name="waitlist_both_times_or_none",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} waits since {self.joined_at:%Y-%m-%d %H:%M}"


class FreedSlot(models.Model):
    """A time at which somebody was left alone, and wants (or not) another partner for it.

    They have agreed beforehand to whoever fits: `is_wanted`. `closed_at` ends the search.
    """

    class Outcome(models.TextChoices):
        FILLED = "filled", "There is a session at that time"
        OFF = "off", "No longer wanted"
        RESTORED = "restored", "The session is on again"
        OVER = "over", "Nobody took it in time"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="freed_slots"
    )
    # What was cancelled, or proposed by the site and not taken by the other.
    session = models.ForeignKey(
        "interviews.Session",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="freed_slots",
    )
    proposal = models.ForeignKey(
        "scheduling.Proposal",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="freed_slots",
    )
    without = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # who gave it back
    ways = models.JSONField(default=list)  # Way values, as `person` sees it, best first
    kind = models.CharField(max_length=20, blank=True)  # what `person` was to practise
    starts_at = models.DateTimeField()
    is_wanted = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "starts_at"],
                condition=Q(closed_at=None),
                name="freed_slot_one_search_per_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="")
                | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="freed_slot_closed_with_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} without a partner, {self.starts_at:%Y-%m-%d %H:%M}Z"


class WaitlistOffer(models.Model):
    """Who was asked for a freed time: nobody is asked twice."""

    slot = models.ForeignKey(FreedSlot, on_delete=models.CASCADE, related_name="offers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waitlist_offers"
    )
    proposal = models.OneToOneField(
        "scheduling.Proposal", on_delete=models.CASCADE, related_name="waitlist_offer"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["slot", "user"], name="waitlist_offer_once"),
        )

    def __str__(self) -> str:
        return f"{self.user} is asked: {self.slot}"
