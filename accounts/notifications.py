"""The mail of sign-up, sign-in and account changes: in our words, through the queue."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from common.mail import compose
from jobs.actions import enqueue

MESSAGES = {
    "account/email/account_already_exists": "account_already_exists",
    "account/email/email_confirmation": "account_confirm_address",
    "account/email/email_confirmation_signup": "account_confirm_sign_up",
    "account/email/password_reset_key": "account_reset_password",
    "account/email/unknown_account": "account_unknown",
}
# What changed in an account, as (subject, sentence): all are the same mail otherwise.
NOTICES = {
    "account/email/email_changed": (
        "Your e-mail address was changed",
        "The e-mail address of your account was changed from {from_email} to {to_email}.",
    ),
    "account/email/email_deleted": (
        "An e-mail address was removed",
        "The e-mail address {deleted_email} was removed from your account.",
    ),
    "account/email/password_changed": (
        "Your password was changed",
        "The password of your account was changed. Other browsers have been signed out.",
    ),
    "account/email/password_reset": (
        "Your password was reset",
        "A new password was set through the link we mailed. Every browser has been signed out.",
    ),
    "account/email/password_set": (
        "A password was set",
        "Your account can now be signed in to with a password.",
    ),
    "mfa/email/recovery_codes_generated": (
        "New recovery codes were made",
        "New recovery codes were made for your account. The earlier codes no longer work.",
    ),
    "mfa/email/totp_activated": (
        "An authenticator app was added",
        "Signing in to your account now asks for a code of your authenticator app.",
    ),
    "mfa/email/totp_deactivated": (
        "The authenticator app was removed",
        "Signing in to your account no longer asks for a code of your authenticator app.",
    ),
    "mfa/email/webauthn_added": (
        "A passkey or security key was added",
        "A new passkey or security key was added to your account.",
    ),
    "mfa/email/webauthn_removed": (
        "A passkey or security key was removed",
        "A passkey or security key was removed from your account.",
    ),
    "socialaccount/email/account_connected": (
        "{provider} was connected",
        "Your account can now be signed in to through {provider}.",
    ),
    "socialaccount/email/account_disconnected": (
        "{provider} was disconnected",
        "Your account can no longer be signed in to through {provider}.",
    ),
    "accounts/erased": (
        "Your account was erased",
        "Your account was erased. What you wrote about yourself is gone, and nobody can sign in"
        " to it again. This is the last mail we send to this address.",
    ),
}
_LINKS = ("activate_url", "password_reset_url", "signup_url")


def site_url(address: str) -> str:
    """The same path on the site's own address, whatever Host a request claimed."""
    parts = urlsplit(address)
    return settings.SITE_URL + urlunsplit(("", "", parts.path, parts.query, ""))


def compose_account_mail(
    kind: str, *, to: str, key: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    """Render the mail that allauth calls `kind` ("account/email/password_changed").

    KeyError if we have no words for it.
    """
    if kind in NOTICES:
        subject, sentence = (text.format_map(context) for text in NOTICES[kind])
        context = {**context, "email": to, "subject": subject, "sentence": sentence}
        return compose("account_notice", to=to, key=key, context=context)
    links = {name: site_url(context[name]) for name in _LINKS if name in context}
    return compose(MESSAGES[kind], to=to, key=key, context={**context, **links, "email": to})


def queue_account_mail(kind: str, *, to: str, now: datetime, context: dict[str, Any]) -> None:
    """Render the mail now, while its facts hold, and leave its delivery to the queue."""
    key = f"account-mail:{uuid.uuid4()}"
    message = compose_account_mail(kind, to=to, key=key, context=context)
    html, _ = message.alternatives[0]
    enqueue(
        "accounts.deliver_mail",
        key=key,
        run_at=now,
        now=now,
        to=to,
        subject=message.subject,
        text=message.body,
        html=html,
        message_key=key,
    )
