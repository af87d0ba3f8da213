"""What a busy time is like, in few letters, for services that cannot say whether it changed."""

from collections.abc import Iterable
from hashlib import sha256

from scheduling.domain.intervals import Interval


def digest_of(intervals: Iterable[Interval]) -> str:
    """The same for the same intervals."""
    lines = (f"{start.isoformat()} {end.isoformat()}" for start, end in intervals)
    return sha256("\n".join(lines).encode()).hexdigest()
