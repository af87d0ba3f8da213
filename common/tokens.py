"""Secrets in addresses: made once, mailed or shown once, kept only as a hash."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 in hex: enough for a random token, and nothing to reverse in a stolen table."""
    return hashlib.sha256(token.encode()).hexdigest()
