from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
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


def session_rows(sessions: Iterable[Session], reader: User) -> list[SessionRow]:
    """No query of its own: `sessions` were loaded with their people, the reader among them.

    A session whose partner has erased their account is left out.
    """
    return [
        SessionRow(
            session=session,
            partner=partner_in(session, reader),
            roles=roles_in_session(session, reader),
            has_reconfirmed=place_of(session, reader).reconfirmed_at is not None,
        )
        for session in sessions
        if len(session.participations.all()) > 1
    ]
