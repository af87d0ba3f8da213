"""Who may do what in a room. Entering it is a matter of time too: see domain/door.py."""

from accounts.models import User
from interviews.models import Leg, Session

ENTERABLE_STATES = (
    *Session.LIVE_STATES,
    Session.State.COMPLETED,
    Session.State.MISSED,
)


def is_interviewer(user: User, leg: Leg) -> bool:
    return leg.interviewer_id == user.pk


def is_candidate(user: User, leg: Leg) -> bool:
    return leg.candidate_id == user.pk


def can_run_clock(user: User, leg: Leg | None) -> bool:
    """Move on or extend: the running leg's interviewer; either person when no leg runs."""
    return leg is None or is_interviewer(user, leg)


def can_release(user: User, leg: Leg | None) -> bool:
    """Show a hint or a clarification: the running leg's interviewer."""
    return leg is not None and is_interviewer(user, leg)
