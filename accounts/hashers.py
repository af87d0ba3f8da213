"""Argon2, a few at a time: each hash takes 100 MiB and a quarter of a second of a core."""

import threading

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

_running = threading.BoundedSemaphore(settings.PASSWORD_HASHES_AT_ONCE)


class QueuedArgon2PasswordHasher(Argon2PasswordHasher):
    """Django's Argon2; in one process, more than PASSWORD_HASHES_AT_ONCE wait for their turn."""

    def encode(self, password: str, salt: str) -> str:
        with _running:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _running:
            return super().verify(password, encoded)
