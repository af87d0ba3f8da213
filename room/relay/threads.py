from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async


def in_thread(work: Callable[..., Any]) -> Callable[..., Any]:
    """`work` with the database, in a thread of the pool: thread_sensitive would be one for all."""
    return database_sync_to_async(work, thread_sensitive=False)
