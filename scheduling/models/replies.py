from django.conf import settings
from django.db import models

from interviews.models import Session


class CalendarReply(models.Model):
    """The newest that a person's calendar answered about a session.

    Mail comes twice and out of order: what is not newer than this, by SEQUENCE and then by
    DTSTAMP, has no effect (RFC 5546 2.1.5).
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        TENTATIVE = "tentative", "Maybe"
        COUNTER = "counter", "Another time"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="calendar_replies")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_replies"
    )
    answer = models.CharField(max_length=10, choices=Answer)
    sequence = models.PositiveIntegerField()  # of the session, as the answer knew it
    stamped_at = models.DateTimeField()  # DTSTAMP: when it was given, by their clock
    message_hash = models.CharField(max_length=64)  # SHA-256 of the Message-ID
    received_at = models.DateTimeField()
    count = models.PositiveSmallIntegerField(default=1)  # answers that had an effect

    class Meta:
        verbose_name_plural = "calendar replies"
        constraints = (
            models.UniqueConstraint(
                fields=["session", "user"], name="calendar_reply_one_per_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.answer} for session {self.session_id}"


class MailTry(models.Model):
    """A mail of our mailbox that was begun and not ended: its handling raised, or was killed.

    The row goes with the mail, once it is dealt with or given up.
    """

    message_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of its bytes
    tries = models.PositiveSmallIntegerField(default=1)
    begun_at = models.DateTimeField()  # the last try

    class Meta:
        verbose_name_plural = "mail tries"

    def __str__(self) -> str:
        return f"{self.message_hash[:12]}: {self.tries}"
