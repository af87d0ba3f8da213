"""Put one mail into the queue, in the caller's transaction."""

from datetime import datetime
from typing import Any

from jobs.actions import enqueue


def enqueue_mail(
    name: str, *, key: str, now: datetime, run_at: datetime | None = None, **arguments: Any
) -> None:
    """Have `scheduling.send_<name>` send it at `run_at`, or at once; once for each `key`.

    The mail's Message-ID comes from the key, too: a second try is the same message.
    """
    enqueue(
        f"scheduling.send_{name}",
        key=key,
        run_at=run_at or now,
        now=now,
        key_of_mail=key,
        **arguments,
    )
