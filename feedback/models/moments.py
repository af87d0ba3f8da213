from django.conf import settings
from django.db import models

from feedback.domain.moments import MAX_TEXT, stamp_of
from interviews.models import Leg


class Moment(models.Model):
    """A note that the interviewer of a leg took while it ran. Nobody else ever sees it."""

    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="moments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moments"
    )
    key = models.UUIDField()  # made by the page: what arrives twice is kept once
    seconds = models.PositiveIntegerField()  # since the leg began
    text = models.CharField(max_length=MAX_TEXT)
    criterion = models.SlugField(blank=True)  # of the leg's rubric; empty: of none in particular
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("seconds", "pk")
        constraints = (models.UniqueConstraint(fields=["leg", "key"], name="moment_once"),)

    def __str__(self) -> str:
        return f"moment at {self.seconds} s of {self.leg}"

    @property
    def stamp(self) -> str:
        return stamp_of(self.seconds)
