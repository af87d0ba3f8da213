"""Secrets in addresses: made once and kept only as a hash, or made again from our own key."""

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac


def new_token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 in hex: enough for a random token, and nothing to reverse in a stolen table."""
    return hashlib.sha256(token.encode()).hexdigest()


def derived_token(*parts: str, salt: str) -> str:
    """26 small letters and digits (130 bits) that only who holds our key can make of `parts`.

    For a part of a mail address: it has no upper case to lose on the way. `parts` must not
    hold a line feed.
    """
    digest = salted_hmac(salt, "\n".join(parts), algorithm="sha256").digest()
    return base64.b32encode(digest)[:26].decode().lower()
