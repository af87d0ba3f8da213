"""Turn kinds of mail off and on again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.domain.mail_kinds import MAIL_KINDS, MailKind
from accounts.models import TurnedOffMail, User


def turn_off_mail(user: User, *, kind: MailKind, now: datetime) -> None:
    """Once or twice is the same: the first time stays."""
    row = TurnedOffMail(user=user, kind=kind.name, turned_off_at=now)
    TurnedOffMail.objects.bulk_create([row], ignore_conflicts=True)


def turn_on_mail(user: User, *, kind: MailKind) -> None:
    TurnedOffMail.objects.filter(user=user, kind=kind.name).delete()


@transaction.atomic
def choose_mail(user: User, *, wanted: Collection[str], now: datetime) -> None:
    """`user` wants these kinds (names) and no other of those that can be turned off."""
    for kind in MAIL_KINDS:
        if kind.name in wanted:
            turn_on_mail(user, kind=kind)
        else:
            turn_off_mail(user, kind=kind, now=now)
