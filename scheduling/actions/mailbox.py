"""Read what calendars answered into our mailbox."""

import logging
from datetime import datetime
from hashlib import sha256

from django.db.models import F

from scheduling.actions.replies import take_mail
from scheduling.fetching.mailbox import MailboxAddress, Reading, read_mailbox
from scheduling.models import MailTry

logger = logging.getLogger(__name__)

MOST_TRIES = 3  # of a mail that breaks something


def read_replies(mailbox: MailboxAddress, *, now: datetime) -> Reading:
    """Act on every unread mail, once. Raises scheduling.fetching.mailbox.MailboxUnreachable."""

    def take(raw: bytes) -> None:
        take_up_to_three_times(raw, now=now)

    return read_mailbox(mailbox, take=take)


def take_up_to_three_times(raw: bytes, *, now: datetime) -> None:
    """Act on a mail; what raised, or killed the process, MOST_TRIES times is given up.

    Not in a transaction: the try is counted before it begins, whatever comes of it.
    """
    message_hash = sha256(raw).hexdigest()
    if _count_try(message_hash, now=now) > MOST_TRIES:
        logger.error("Mail %s was tried %d times and is given up.", message_hash[:12], MOST_TRIES)
    else:
        outcome = take_mail(raw, now=now)
        logger.info("A mail in the mailbox: %s", outcome.what)
    MailTry.objects.filter(message_hash=message_hash).delete()


def _count_try(message_hash: str, *, now: datetime) -> int:
    tries = MailTry.objects.filter(message_hash=message_hash)
    if not tries.update(tries=F("tries") + 1, begun_at=now):
        MailTry.objects.create(message_hash=message_hash, begun_at=now)
    return tries.get().tries
