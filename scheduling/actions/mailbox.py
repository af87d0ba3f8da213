"""Read what calendars answered into our mailbox."""

import logging
from datetime import datetime

from scheduling.actions.replies import take_mail
from scheduling.fetching.mailbox import MailboxAddress, Reading, read_mailbox

logger = logging.getLogger(__name__)


def read_replies(mailbox: MailboxAddress, *, now: datetime) -> Reading:
    """Act on every unread mail, once. Raises scheduling.fetching.mailbox.MailboxUnreachable."""

    def take(raw: bytes) -> None:
        outcome = take_mail(raw, now=now)
        logger.info("A mail in the mailbox: %s", outcome.what)

    return read_mailbox(mailbox, take=take)
