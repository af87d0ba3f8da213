"""The structured forms that follow a leg."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from feedback.domain.answers import MAX_TAKEAWAYS
from feedback.domain.drills import MAX_KEY, kind_of
from interviews.models import Criterion, Leg


class ReviewQuerySet(models.QuerySet["Review"]):
    def submitted(self) -> "ReviewQuerySet":
        return self.exclude(submitted_at=None)

    def owed(self) -> "ReviewQuerySet":
        return self.filter(submitted_at=None)

    def released(self) -> "ReviewQuerySet":
        return self.exclude(released_at=None)

    def counted(self) -> "ReviewQuerySet":
        """Released, and not taken out by a dispute that was upheld: what statistics go by."""
        return self.released().filter(is_excluded=False)

    def about(self, user) -> "ReviewQuerySet":  # type: ignore[no-untyped-def]
        return self.filter(subject=user)


class Review(models.Model):
    """One person's form on a leg. Opened empty when the session ends; a draft until submitted.

    Its subject sees it from `released_at` on, and nobody else before that (but its author).
    """

    class Perspective(models.TextChoices):
        INTERVIEWER = "interviewer", "The interviewer on the candidate"
        SELF = "self", "The candidate on themself"
        CANDIDATE = "candidate", "The candidate on the interviewer"

    class Recommendation(models.IntegerChoices):
        STRONG_NO = 1, "Strong no"
        NO = 2, "No"
        YES = 3, "Yes"
        STRONG_YES = 4, "Strong yes"

    class Applied(models.TextChoices):
        """What the next interviewer saw of the takeaway of last time."""

        APPLIED = "applied", "Applied"
        PARTLY = "partly", "Partly"
        NOT = "not", "Not"
        NO_CHANCE = "no_chance", "No chance to see it"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="reviews")
    perspective = models.CharField(max_length=12, choices=Perspective)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews_written"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews_received"
    )
    recommendation = models.PositiveSmallIntegerField(
        choices=Recommendation, null=True, blank=True
    )  # interviewer only
    beats = models.JSONField(default=list, blank=True)  # slugs of the rubric's beats observed
    red_flags = models.JSONField(default=dict, blank=True)  # {slug: where it was seen}
    takeaways = models.JSONField(default=list, blank=True)  # at most three texts
    drill_key = models.CharField(max_length=MAX_KEY, blank=True)  # see feedback.domain.drills
    drill_name = models.CharField(max_length=120, blank=True)  # as it was called then
    drill = models.CharField(max_length=300, blank=True)  # what of it, in the author's words
    carries = models.PositiveSmallIntegerField(default=1)
    # which takeaway (from 1) goes to the candidate's next interviewer; 0: none
    carried = models.CharField(max_length=300, blank=True)  # that came from their last session
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried_into"
    )
    applied = models.CharField(max_length=10, choices=Applied, blank=True)
    helpfulness = models.JSONField(default=dict, blank=True)
    # candidate only: {"prepared" | "helpful" | "clear" | "kept_time": 1..4}
    comment = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)  # +1 at each save: two devices notice
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)  # by the subject
    is_excluded = models.BooleanField(default=False)  # a dispute was upheld: it counts no more
    revised_at = models.DateTimeField(null=True, blank=True)  # last change after the release

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["leg", "perspective"], name="review_once_per_leg"),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(submitted_at__isnull=False),
                name="review_released_only_when_submitted",
            ),
            models.CheckConstraint(
                condition=(Q(perspective="self") & Q(author=F("subject")))
                | (~Q(perspective="self") & ~Q(author=F("subject"))),
                name="review_subject_fits_perspective",
            ),
            models.CheckConstraint(
                condition=Q(recommendation=None) | Q(recommendation__gte=1, recommendation__lte=4),
                name="review_recommendation_1_to_4",
            ),
            models.CheckConstraint(
                condition=Q(carries__lte=MAX_TAKEAWAYS), name="review_carries_one_of_three"
            ),
        )
        indexes = (models.Index(fields=["subject", "released_at"], name="review_received"),)

    def __str__(self) -> str:
        return f"{self.perspective} review of {self.leg}"

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def carried_takeaway(self) -> str:
        """What goes to the next interviewer: the chosen takeaway, the first if it was withdrawn."""
        if not self.carries or not self.takeaways:
            return ""
        chosen = self.carries if self.carries <= len(self.takeaways) else 1
        return str(self.takeaways[chosen - 1])

    @property
    def drill_words(self) -> str:
        """The whole drill in one line; empty without one."""
        return ": ".join(part for part in (self.drill_name, self.drill.strip()) if part)

    @property
    def drill_kind(self) -> str:
        """The kind of round to book for the drill (Kind value); empty for words alone."""
        return kind_of(self.drill_key)


class Rating(models.Model):
    """A criterion's rating in a review, with the quote or moment behind it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="ratings")
    score = models.PositiveSmallIntegerField(null=True, blank=True)  # null: none (yet)
    is_observed = models.BooleanField(default=True)  # False: there was no chance to see it
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["review", "criterion"], name="rating_once"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=1, score__lte=4), name="rating_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(is_observed=True), name="rating_only_of_what_was_seen"
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"
