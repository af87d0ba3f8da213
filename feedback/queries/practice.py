"""Which question of a kind a candidate would gain most from."""

from django.db.models import Avg, Count, Q

from accounts.models import User
from feedback.domain.drills import ability_key, round_key, subject_of, topic_key
from feedback.domain.readiness_model.standings import LEAST_INTERVIEWERS, LEAST_SESSIONS
from feedback.models import Rating, Review
from feedback.models.reviews import ReviewQuerySet
from interviews.models import Leg, Session
from interviews.queries.packets import publishable_packets

GOOD = 3.0  # of 1 to 4: a yes. What lies there or above is not practised for its weakness
WORST = 1.0
NEW = 0.6  # the gain of what was never practised; it falls with each time
DOUBT = 2  # sessions that a competency's mean is worth less by


def practice_needs(user: User, *, kind: str) -> dict[str, float]:
    """How much `user` would gain (0 to 1) by each focus of the kind's packets and competency.

    A focus (topic, or "company/value") gains by being new to them, NEW / (1 + times), or by how
    far its mean recommendation lies below GOOD, whichever is more; a competency, from three
    sessions with two interviewers on, by how far its mean level lies below GOOD, times
    n / (n + DOUBT). Plain means: they order questions, and nobody reads them. Released forms
    alone count. Three queries.
    """
    past = {
        focus: (times, mean)
        for focus, times, mean in _received(user)
        .filter(leg__kind=kind)
        .order_by()
        .values_list("leg__packet_version__packet__focus")
        .annotate(Count("pk"), Avg("recommendation"))
    }
    offered = publishable_packets().filter(kind=kind).order_by().values_list("focus", flat=True)
    needs = {
        focus: max(NEW / (1 + times), _weakness(mean))
        for focus in offered.distinct()
        for times, mean in [past.get(focus, (0, None))]
    }
    return needs | _competencies(user)


def drill_for(user: User, *, kind: str) -> str:
    """The topic or ability that the newest released drill in rounds of `kind` names.

    Empty without one, and once a round of the kind has been booked since: a drill is for the next
    one. At most two queries.
    """
    is_of_kind = Q(drill_key=round_key(kind))
    for prefix in (topic_key(kind, ""), ability_key(kind, "")):
        is_of_kind |= Q(drill_key__startswith=prefix)
    drill = _received(user).filter(is_of_kind).order_by("-released_at", "-pk").first()
    if drill is None:
        return ""
    since = Leg.objects.filter(
        candidate=user,
        kind=kind,
        session__created_at__gt=drill.released_at,
        session__state__in=(*Session.LIVE_STATES, Session.State.COMPLETED),
    )
    return "" if since.exists() else subject_of(drill.drill_key)


def _received(user: User) -> ReviewQuerySet:
    return Review.objects.counted().filter(subject=user, perspective=Review.Perspective.INTERVIEWER)


def _competencies(user: User) -> dict[str, float]:
    rated = Rating.objects.filter(review__in=_received(user), score__isnull=False)
    rows = (
        rated.order_by()
        .values_list("criterion__competency__slug")
        .annotate(
            Count("review", distinct=True),
            Count("review__author", distinct=True),
            Avg("score"),
        )
    )
    return {
        slug: _weakness(mean) * sessions / (sessions + DOUBT)
        for slug, sessions, interviewers, mean in rows
        if sessions >= LEAST_SESSIONS and interviewers >= LEAST_INTERVIEWERS
    }


def _weakness(mean: float | None) -> float:
    return 0.0 if mean is None else min(1.0, max(0.0, (GOOD - mean) / (GOOD - WORST)))
