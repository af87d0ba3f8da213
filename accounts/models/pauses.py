from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Pause(models.Model):
    """Days on which a person did not want to be found, [from, until) of their own calendar.

    Kept when it is over (the profile knows the present one alone): such weeks break no streak.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pauses"
    )
    from_date = models.DateField()
    until_date = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until_date__gt=F("from_date")), name="pause_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["user", "from_date"], name="pause_begins_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.user} from {self.from_date} until {self.until_date}"
