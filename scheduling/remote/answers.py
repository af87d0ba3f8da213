"""What services say in the headers of their answers, whichever protocol they speak."""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=1)
_LONGEST_VERSION = 255  # as it is kept


def wait_asked(headers: Mapping[str, str]) -> timedelta | None:
    """How long Retry-After (RFC 9110 10.2.3) asks us to wait, a day at most; None if it does not.

    A date counts from the server's own Date, so that its clock may be wrong.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)


def version_of(headers: Mapping[str, str]) -> str:
    """The ETag as it came, if it can be kept and sent back as it is; "" if not."""
    return usable_version(headers.get("etag", ""))


def usable_version(text: str) -> str:
    fits = len(text) <= _LONGEST_VERSION and text.isascii() and text.isprintable()
    return text if fits else ""
