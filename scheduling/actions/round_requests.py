"""Have a round run by a job: when it is due, or because a coach asks for one now."""

from datetime import datetime

from accounts.models import User
from jobs.actions import enqueue
from scheduling.models import RoundRules


def request_round(scope: str, *, by: User | None, now: datetime) -> None:
    """Queue one round of `scope`; asked for twice within a minute, it is one.

    Once a round is done, the next one can be asked for at once: whatever changed since counts.
    """
    rules = RoundRules.objects.filter(scope=scope)
    last_run_at = rules.values_list("last_run_at", flat=True).first()
    last = f"{last_run_at:%Y-%m-%dT%H:%M:%S.%f}" if last_run_at else "none"
    enqueue(
        "scheduling.run_round",
        key=f"run_round:{scope}:{last}:{now:%Y-%m-%dT%H:%M}",
        run_at=now,
        now=now,
        scope=scope,
        due_at=now.isoformat(),
        user_id=by.pk if by else None,
    )
