"""Secrets travel in addresses (calendar feeds, invitations, resets): logs must not keep them."""

import logging
import re

# One pattern for each kind of address that opens something to whoever knows it. A test walks
# all URLs of the site and fails when one with a token, key or code is not covered.
_SECRET_PATHS = re.compile(
    r"(/calendar/|/invitations/|/join/|/mail/off/|/mail/confirm/|/mail/answer/|/shared/|/accounts/confirm-email/"
    r"|/accounts/password/reset/key/)"
    r"[^\s/?\"'<>]+"
)
_QUERIES = re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+")


def redact(text: str) -> str:
    """`text` with the secret part of each address, and every query string, replaced by "…"."""
    return _QUERIES.sub(r"\1?…", _SECRET_PATHS.sub(r"\1…", text))


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that no argument and no traceback escapes it."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
