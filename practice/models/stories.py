"""The story bank: what a person could tell, and where they have told it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from interviews.models import Leg, Value
from practice.domain.specificity import Parts


class StoryQuerySet(models.QuerySet["Story"]):
    def of(self, user) -> "StoryQuerySet":  # type: ignore[no-untyped-def]
        """The person's stories, without those that they deleted."""
        return self.filter(owner=user, deleted_at=None)


class Story(models.Model):
    """Something that happened, as situation, task, action and result. Its owner's alone."""

    PART_LENGTH = 3000

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stories"
    )
    title = models.CharField(max_length=120)
    situation = models.TextField(blank=True)
    task = models.TextField(blank=True)
    action = models.TextField(blank=True)
    result = models.TextField(blank=True)
    is_decision = models.BooleanField(default=False)  # about a technical decision
    values = models.ManyToManyField(Value, related_name="stories", blank=True)
    revision = models.PositiveIntegerField(default=0)  # +1 at each save: two devices notice
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    # Of the check when it was saved: practice/domain/specificity.py.
    is_english = models.BooleanField(null=True, blank=True)  # null: too short to say
    score = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 to 100
    is_passed = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)  # gone for good 15 minutes later

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at", "-pk")
        verbose_name_plural = "stories"
        indexes = (models.Index(fields=["owner", "deleted_at"], name="story_owner"),)
        constraints = (models.CheckConstraint(condition=~Q(title=""), name="story_has_a_title"),)

    def __str__(self) -> str:
        return self.title

    @property
    def parts(self) -> Parts:
        return Parts(self.situation, self.task, self.action, self.result)

    @property
    def is_complete(self) -> bool:
        return all(text.strip() for _, text in self.parts.named())


class Telling(models.Model):
    """A story that its owner told as the candidate of a leg."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="tellings")
    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="tellings")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["story", "leg"], name="telling_once_per_leg"),
        )

    def __str__(self) -> str:
        return f"{self.story} in {self.leg}"
