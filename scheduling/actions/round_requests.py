"""Have a round run by a job: when it is due, or because a coach asks for one now."""

from datetime import datetime

from accounts.models import User
from jobs.actions import enqueue


def request_round(scope: str, *, by: User | None, now: datetime) -> None:
    """Queue one round of `scope`; asked for twice within a minute, it is one."""
    enqueue(
        "scheduling.run_round",
        key=f"run_round:{scope}:{now:%Y-%m-%dT%H:%M}",
        run_at=now,
        now=now,
        scope=scope,
        due_at=now.isoformat(),
        user_id=by.pk if by else None,
    )
