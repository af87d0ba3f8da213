from django.conf import settings
from django.db import models

from interviews.models.catalogue import Loop


class Level(models.IntegerChoices):
    NEW_GRADUATE = 1, "New graduate"
    JUNIOR = 2, "Junior"
    MID = 3, "Mid-level"
    SENIOR = 4, "Senior"
    STAFF = 5, "Staff and above"


class Preparation(models.Model):
    """What a person prepares for as a candidate, and what they can give as an interviewer."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preparation"
    )
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.MID)
    # The level they can interview at; null: the same.
    interviewer_level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    target_loop = models.ForeignKey(
        Loop, null=True, blank=True, on_delete=models.SET_NULL, related_name="preparations"
    )
    interview_date = models.DateField(null=True, blank=True)
    candidate_kinds = models.JSONField(default=list, blank=True)  # Kind values wanted
    interviewer_kinds = models.JSONField(default=list, blank=True)  # Kind values given
    volunteers_only = models.BooleanField(default=False)  # interviews, is never the candidate

    def __str__(self) -> str:
        return f"{self.user}'s preparation"
