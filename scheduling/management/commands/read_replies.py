from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scheduling.actions.mailbox import read_replies
from scheduling.fetching.mailbox import MailboxUnreachable, mailbox_of


class Command(BaseCommand):
    help = "Read now what calendars answered to invitations, from the mailbox of PREP_IMAP_URL."

    def handle(self, *args: Any, **options: Any) -> None:
        mailbox = mailbox_of(settings.IMAP_URL)
        if mailbox is None:
            raise CommandError("PREP_IMAP_URL is not set: there is no mailbox to read.")
        try:
            reading = read_replies(mailbox, now=timezone.now())
        except MailboxUnreachable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Read: {reading.read}. Failed, to be tried again: {reading.failed}.")
