from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from feedback.models import Review
from interviews.models import Session
from interviews.queries.sessions import partner_in, place_of
from scheduling.domain.roles import LegRoles
from scheduling.queries.roles import roles_in_session


@dataclass(frozen=True)
class SessionRow:
    """A session in its reader's list."""

    session: Session
    partner: User
    roles: list[LegRoles]
    has_reconfirmed: bool
    has_feedback: bool = False  # forms to write or to read


def session_rows(sessions: Iterable[Session], reader: User) -> list[SessionRow]:
    """One query of its own: `sessions` were loaded with their people, the reader among them.

    A session whose partner has erased their account is left out.
    """
    sessions = list(sessions)
    with_forms = sessions_with_forms(sessions)
    return [
        SessionRow(
            session=session,
            partner=partner_in(session, reader),
            roles=roles_in_session(session, reader),
            has_reconfirmed=place_of(session, reader).reconfirmed_at is not None,
            has_feedback=session.pk in with_forms,
        )
        for session in sessions
        if len(session.participations.all()) > 1
    ]


def sessions_with_forms(sessions: list[Session]) -> set[int]:
    """Ids of those of the sessions that have feedback forms; no query if none is over."""
    over = [session.pk for session in sessions if not session.is_live]
    if not over:
        return set()
    forms = Review.objects.filter(leg__session__in=over)
    return set(forms.values_list("leg__session_id", flat=True).distinct())
