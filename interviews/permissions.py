"""Who may see and do what with a session."""

from accounts.models import User
from cohorts.queries.memberships import is_coach_of_at
from interviews.domain.booking_life import Who
from interviews.models import PacketDraft, Session

EDIT_PACKETS = "interviews.edit_packets"


def is_editor(user: User) -> bool:
    """People of the group Editors, others who were given the permission, and superusers."""
    return user.is_active and user.has_perm(EDIT_PACKETS)


def is_writer_of(user: User, draft: PacketDraft) -> bool:
    """Whether `user` has written at the draft, and so is not who may publish it."""
    return draft.editors.filter(pk=user.pk).exists()


def can_open_draft(user: User, draft: PacketDraft) -> bool:
    """Every editor, but a discarded one only those who wrote at it."""
    if not is_editor(user):
        return False
    return draft.state != PacketDraft.State.DISCARDED or is_writer_of(user, draft)


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


def can_decide_dispute(user: User, session: Session) -> bool:
    """A coach of one of the two; or staff who may change disputes. Never one of the two."""
    if is_participant(user, session):
        return False
    return is_coach_of_session(user, session) or user.has_perm("interviews.change_dispute")


def role_in(session: Session, user: User | None) -> Who:
    """Who `user` (None: the site itself) is in the life of the session."""
    if user is None:
        return Who.SITE
    if is_participant(user, session):
        return Who.PERSON
    return Who.COACH if can_decide_dispute(user, session) else Who.STRANGER
