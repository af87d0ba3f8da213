"""Secrets that must be read again: encrypted at rest with a key made from the site's own."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


class Unreadable(Exception):
    """It was encrypted with a key that the site no longer has."""


def cipher(purpose: str) -> MultiFernet:
    """Encrypts with the secret key of today, reads what its fallbacks have written.

    Each purpose has a key of its own: what one has written no other can read.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"{purpose}:".encode() + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str, *, purpose: str) -> str:
    return cipher(purpose).encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str, *, purpose: str) -> str:
    """What `encrypt` was given; Unreadable if no key of ours fits."""
    try:
        return cipher(purpose).decrypt(encrypted.encode("ascii")).decode()
    except InvalidToken:
        raise Unreadable from None
