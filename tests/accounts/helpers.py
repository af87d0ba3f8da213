"""What the account tests do again and again."""

import re
import time
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse

from jobs.execution import run_due_jobs

PASSWORD = "correct horse battery"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def delivered_to(address: str) -> list[EmailMessage]:
    """Run the queue; every mail that has ever gone to the address, oldest first."""
    run_due_jobs()
    return [message for message in mail.outbox if message.to == [address]]


def link_in(message: EmailMessage) -> str:
    """The first link of the text part."""
    found = re.search(r"https?://\S+", str(message.body))
    assert found, message.body
    return found.group()


def path_of(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def sign_in(client, email, password=PASSWORD, **extra):
    """Post the sign-in form; `extra` are request headers or further fields under `data`."""
    data = {"login": email, "password": password, **extra.pop("data", {})}
    return client.post(reverse("account_login"), data, **extra)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def add_totp(user) -> list[str]:
    """Turn an authenticator app on; returns the recovery codes."""
    TOTP.activate(user, TOTP_SECRET)
    RecoveryCodes.activate(user)
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return codes.wrap().get_unused_codes()


def totp_code(*, at: float | None = None) -> str:
    """What the app shows at `at` (seconds of the epoch), or now."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(at or time.time()) // 30))


def reauthenticate(client, password=PASSWORD):
    """As right after the "Is it you?" page: what needs it now opens."""
    return client.post(reverse("account_reauthenticate"), {"password": password})
