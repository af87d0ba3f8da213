"""Which mail a person wants, and the signed links with which a mail lets them say so."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.domain.mail_kinds import KIND_BY_NAME, MailKind
from accounts.models import TurnedOffMail, User

# Without a time stamp: a mail that is sent again is the same mail.
_SIGNER = signing.Signer(salt="accounts.mail-off")


@dataclass(frozen=True)
class MailLink:
    """What a mail's link to turn its kind off is about."""

    user: User
    kind: MailKind


def is_turned_off(user: User, *, kind: str) -> bool:
    """Whether `user` does without this kind (a name in accounts.domain.mail_kinds)."""
    return TurnedOffMail.objects.filter(user=user, kind=KIND_BY_NAME[kind].name).exists()


def turned_off_kinds(user: User) -> set[str]:
    return set(TurnedOffMail.objects.filter(user=user).values_list("kind", flat=True))


def turn_off_link(user: User, *, kind: str) -> str:
    """The address that turns this kind of mail off for `user` without signing in.

    It does not expire: a mail is read whenever it is read. The person's public id changes when
    they erase their account, and the links die with it.
    """
    content = {"user": user.public_id.hex, "kind": KIND_BY_NAME[kind].name}
    path = reverse("mail_off", args=[_SIGNER.sign_object(content)])
    return f"{settings.SITE_URL}{path}"


def find_mail_link(token: str) -> MailLink | None:
    """Whose mail of which kind the token is about; None if it is not ours or they have left."""
    try:
        content = _SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    kind = KIND_BY_NAME.get(content["kind"])  # a kind may have gone since
    user = User.objects.filter(public_id=UUID(content["user"]), is_active=True).first()
    return MailLink(user=user, kind=kind) if user and kind else None


def own_mail_choices(user: User) -> list[Any]:
    """The kinds of mail that the person has turned off, for their export."""
    rows = TurnedOffMail.objects.filter(user=user).order_by("kind")
    return list(rows.values("kind", "turned_off_at"))
