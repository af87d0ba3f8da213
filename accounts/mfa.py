"""Second factors: secrets are encrypted at rest, and passkeys belong to the site's own name."""

from typing import Any
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.forms.messages import MFA_ERRORS
from accounts.models import User
from accounts.queries.profiles import profile_of
from common.encryption import decrypt, encrypt

PURPOSE = "accounts.mfa"


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | MFA_ERRORS

    def encrypt(self, text: str) -> str:
        return encrypt(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, purpose=PURPOSE)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that passkeys are bound to: in production never what a Host header says."""
        host = urlsplit(settings.SITE_URL).hostname or ""
        if not settings.IS_PRODUCTION:  # localhost and 127.0.0.1 are both in use there
            host = context.request.get_host().partition(":")[0]
        return {"id": host, "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {
            **super().get_public_key_credential_user_entity(user),
            "display_name": profile_of(user).pseudonym,
        }

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "My passkey" if number == 1 else f"My passkey {number}"

    def build_totp_svg(self, url: str) -> str:
        """The QR code on a white ground, so that it can be read on dark pages too."""
        svg = super().build_totp_svg(url)
        start = svg.index(">", svg.index("<svg")) + 1
        return f'{svg[:start]}<rect width="100%" height="100%" fill="#fff"/>{svg[start:]}'
