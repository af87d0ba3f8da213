"""What the detectors of unfair raters found, and what a person made of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from feedback.models.reviews import Review

MAX_NOTE = 500  # characters of what somebody writes who decides


class RaterFlagQuerySet(models.QuerySet["RaterFlag"]):
    def open(self) -> "RaterFlagQuerySet":
        return self.filter(state=RaterFlag.State.OPEN)

    def confirmed(self) -> "RaterFlagQuerySet":
        return self.filter(state=RaterFlag.State.CONFIRMED)

    def about(self, user) -> "RaterFlagQuerySet":  # type: ignore[no-untyped-def]
        return self.filter(Q(first=user) | Q(second=user))


class RaterFlag(models.Model):
    """A reason for somebody to read some forms; docs/unfair-raters.md.

    Never shown to whom it is about. While it is open each night may change what it names; once
    somebody has decided, it names what they read. Only a confirmed one has an effect.
    """

    class Sort(models.TextChoices):
        """Values as in feedback.domain.unfair_raters.flags.Kind."""

        SAME = "straight_liner", "Always the same"
        EACH_OTHER = "collusion", "Rating each other up"
        ANSWER = "retaliation", "Answering a no"

    class State(models.TextChoices):
        OPEN = "open", "To look at"
        CONFIRMED = "confirmed", "Confirmed"
        DISMISSED = "dismissed", "Dismissed"
        TAKEN_BACK = "taken_back", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sort = models.CharField(max_length=20, choices=Sort)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # the other one of a pair
    forms = models.ManyToManyField(Review, related_name="rater_flags")
    reason = models.CharField(max_length=400)  # a sentence that names nobody
    numbers = models.JSONField()
    chance = models.FloatField()  # that it is nothing, adjusted for having looked at many
    data_version = models.CharField(max_length=60)  # of the model and of the data
    found_at = models.DateTimeField()  # forms were read from then on
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = RaterFlagQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["sort", "first"],
                condition=Q(state="open", second=None),
                name="rater_flag_open_once",
            ),
            models.UniqueConstraint(
                fields=["sort", "first", "second"],
                condition=Q(state="open", second__isnull=False),
                name="rater_flag_open_once_for_two",
            ),
            models.CheckConstraint(
                condition=Q(sort="collusion", second__isnull=False, first__lt=F("second"))
                | ~Q(sort="collusion") & Q(second=None),
                name="rater_flag_fits_its_people",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, taken_back_at=None, note="")
                | Q(state__in=("confirmed", "dismissed"), taken_back_at=None)
                & Q(decided_at__isnull=False)
                | Q(state="taken_back", decided_at__isnull=False, taken_back_at__isnull=False),
                name="rater_flag_says_when",
            ),
            models.CheckConstraint(
                condition=Q(chance__gte=0, chance__lte=1), name="rater_flag_chance"
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} flag {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_standing(self) -> bool:
        """Somebody has decided, and that holds."""
        return self.state in (self.State.CONFIRMED, self.State.DISMISSED)
