from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.models import Job


@dataclass(frozen=True)
class QueueState:
    waiting: timedelta  # since the oldest unclaimed due job became due
    dead: int  # dead letters that nobody has looked after


def queue_state(*, now: datetime) -> QueueState:
    """How far the executors are behind. Jobs that somebody works at right now do not count."""
    oldest = Job.objects.due(now=now).order_by("run_at").values_list("run_at", flat=True).first()
    return QueueState(
        waiting=now - oldest if oldest else timedelta(),
        dead=Job.objects.exclude(dead_at=None).count(),
    )
