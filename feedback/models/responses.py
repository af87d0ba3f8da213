"""What becomes of a released form: the reply of whom it is about, and their dispute."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from feedback.models.reviews import Review

MAX_WORDS = 1000  # characters of a reply, or of a dispute's reason


class ReviewReply(models.Model):
    """The one reply of a form's subject to its author. A coach who reads the form reads it too."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="reply")
    text = models.TextField(max_length=MAX_WORDS)
    replied_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "review replies"

    def __str__(self) -> str:
        return f"reply to {self.review}"


class ReviewDisputeQuerySet(models.QuerySet["ReviewDispute"]):
    def open(self) -> "ReviewDisputeQuerySet":
        return self.filter(state=ReviewDispute.State.OPEN)


class ReviewDispute(models.Model):
    """The candidate says that a form on them should not count; a coach of theirs decides.

    The form's author learns that it is disputed and how it ended, not the reason given.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        UPHELD = "upheld", "Upheld"
        DISMISSED = "dismissed", "Dismissed"

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="dispute")
    text = models.TextField(max_length=MAX_WORDS)  # for whoever decides
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)  # to both people

    objects = ReviewDisputeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | ~Q(state="open") & Q(closed_at__isnull=False),
                name="review_dispute_open_or_closed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} dispute of {self.review}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
