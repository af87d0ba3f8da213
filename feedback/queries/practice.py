"""What a candidate would gain most from practising next."""

from datetime import datetime

from django.db.models import Avg, Count

from accounts.models import User
from feedback.models import Review
from feedback.queries.readiness import readiness_of
from interviews.queries.packets import publishable_packets

GOOD = 3.0  # of 1 to 4: a yes. What lies there or above is not practised for its weakness
WORST = 1.0
NEW = 0.6  # the gain of what was never practised; it falls with each time


def practice_needs(user: User, *, kind: str, now: datetime) -> dict[str, float]:
    """How much `user` would gain (0 to 1) by each focus of the kind's packets and competency.

    A focus (topic, or "company/value") gains by being new to them, NEW / (1 + times), or by how
    far its mean recommendation lies below GOOD, whichever is more; a competency by how far its
    estimate lies below GOOD, once there is enough evidence. Released forms alone count.
    """
    released = Review.objects.counted().filter(
        subject=user, perspective=Review.Perspective.INTERVIEWER, leg__kind=kind
    )
    past = {
        focus: (times, mean)
        for focus, times, mean in released.order_by()
        .values_list("leg__packet_version__packet__focus")
        .annotate(Count("pk"), Avg("recommendation"))
    }
    offered = publishable_packets().filter(kind=kind).order_by().values_list("focus", flat=True)
    needs = {
        focus: max(NEW / (1 + times), _weakness(mean))
        for focus in offered.distinct()
        for times, mean in [past.get(focus, (0, None))]
    }
    lines = readiness_of(user, now=now).competencies
    return needs | {line.slug: _weakness(line.mean) for line in lines if line.is_enough}


def _weakness(mean: float | None) -> float:
    return 0.0 if mean is None else min(1.0, max(0.0, (GOOD - mean) / (GOOD - WORST)))
