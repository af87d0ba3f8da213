"""Everything the accounts app knows of a person, for their own export."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts.models import AuditEntry, Pause, User


def own_account(user: User) -> dict[str, Any]:
    """Addresses, sign-in methods (never their secrets) and browsers that signed in."""
    return {
        "id": str(user.public_id),
        "email": user.email,
        "joined_at": user.date_joined,
        "last_signed_in_at": user.last_login,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified")),
        "has_password": user.has_usable_password(),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "connected_sites": list(
            SocialAccount.objects.filter(user=user).values(
                "provider", "uid", "date_joined", "extra_data"
            )
        ),
        "browsers": list(
            UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")
        ),
    }


def own_profile(user: User) -> dict[str, Any]:
    pauses = Pause.objects.filter(user=user).order_by("from_date").values("from_date", "until_date")
    return own_fields(user.profile, omit={"id", "user"}) | {"pauses": list(pauses)}


def own_deeds(user: User) -> list[Any]:
    """What the person did according to the audit trail, without whom it was done to."""
    entries = AuditEntry.objects.filter(by=user).order_by("at")
    return list(entries.values("at", "verb", "object_type"))


def own_fields(row: Any, *, omit: set[str]) -> dict[str, Any]:
    """The stored values of a model instance by field name."""
    fields = [field for field in row._meta.concrete_fields if field.name not in omit]
    return {field.name: field.value_from_object(row) for field in fields}
