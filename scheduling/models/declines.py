from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scheduling.domain.declines import Why


class Decline(models.Model):
    """Somebody said no to a session with somebody at a time, and why.

    It is theirs alone: the other person learns that the answer was no, never `why`. What later
    rounds and searches make of it is in scheduling.domain.declines.
    """

    class Reason(models.TextChoices):
        TIME = Why.TIME.value, "This time does not suit me"
        LEVEL = Why.LEVEL.value, "Our levels do not fit"
        KIND = Why.KIND.value, "I would rather practise something else"
        NOT_NOW = Why.NOT_NOW.value, "Not now: leave me a week"
        PERSON = Why.PERSON.value, "Not with this person"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="declines"
    )
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    proposal = models.ForeignKey(
        "scheduling.Proposal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="declines",
    )
    why = models.CharField(max_length=10, choices=Reason)
    note = models.CharField(max_length=200, blank=True)  # in their words
    starts_at = models.DateTimeField()  # of the session that was declined
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(user=F("other")), name="decline_two_different_people"
            ),
        )
        indexes = (models.Index(fields=["created_at"], name="decline_by_time"),)

    def __str__(self) -> str:
        return f"{self.user} said no: {self.get_why_display().lower()}"
