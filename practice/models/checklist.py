from django.conf import settings
from django.db import models


class ChecklistTick(models.Model):
    """A line of the checklist that a person ticked by hand: practice/domain/checklist.py."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="checklist_ticks"
    )
    line = models.CharField(max_length=20)  # slug
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "line"], name="checklist_tick_once"),
        )

    def __str__(self) -> str:
        return f"{self.line} of {self.user}"
