from django.db import models

from feedback.models.reviews import Review


class ReviewVersion(models.Model):
    """A released form as it stood before its author changed it. The newest is the form itself."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()  # from 1
    answers = models.JSONField()  # see feedback.domain.versions.as_json
    stood_since_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("review", "number")
        constraints = (
            models.UniqueConstraint(fields=["review", "number"], name="review_version_number"),
        )

    def __str__(self) -> str:
        return f"version {self.number} of {self.review}"


class EditDraft(models.Model):
    """What its author is changing in a submitted form and has not sent. For the author alone."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="edit_draft")
    answers = models.JSONField(default=dict, blank=True)  # as_json; empty: nothing waits
    saves = models.PositiveIntegerField(default=0)  # never fewer: two devices notice
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"edit of {self.review}"
