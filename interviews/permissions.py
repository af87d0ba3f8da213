"""Who may see and do what with a session."""

from accounts.models import User
from cohorts.queries.memberships import is_coach_of_at
from interviews.models import Session


def is_participant(user: User, session: Session) -> bool:
    """Whether `user` is one of the session's two people. No query if they were prefetched."""
    return any(place.user_id == user.pk for place in session.participations.all())


def is_coach_of_session(user: User, session: Session) -> bool:
    """Whether `user` coaches somebody in the session, by the cohort they were in at its start."""
    places = session.participations.select_related("user")
    return any(is_coach_of_at(user, place.user, at=session.starts_at) for place in places)


def can_view_session(user: User, session: Session) -> bool:
    """Its two people, and the coach of either. A coach looks on and changes nothing."""
    return is_participant(user, session) or is_coach_of_session(user, session)


def can_change_session(user: User, session: Session) -> bool:
    """Cancel, move, reconfirm, set the meeting link: its two people only."""
    return is_participant(user, session)
