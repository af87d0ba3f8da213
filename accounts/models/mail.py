from django.conf import settings
from django.db import models


class TurnedOffMail(models.Model):
    """A kind of mail that a person does not want. No row: it is sent."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="turned_off_mail"
    )
    kind = models.CharField(max_length=40)  # a name in accounts.domain.mail_kinds
    turned_off_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "kind"], name="mail_turned_off_once"),
        )
        verbose_name_plural = "turned off mail"

    def __str__(self) -> str:
        return f"{self.user} without {self.kind}"
