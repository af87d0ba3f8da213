"""Say again that one will come."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from interviews.actions.sessions import reconfirm_session
from interviews.models import Session
from interviews.queries.sessions import partner_in
from scheduling.actions.announcements import announce_reconfirmation
from scheduling.domain.rules import is_partner_told


@transaction.atomic
def reconfirm_booking(session: Session, *, by: User, now: datetime) -> None:
    """Keep the answer; a partner who was told that there was none gets a mail.

    Idempotent. Raises interviews.actions.sessions.CannotChangeSession.
    """
    is_news = reconfirm_session(session, by=by, now=now)
    if is_news and is_partner_told(session.starts_at, now=now):
        announce_reconfirmation(session, to=partner_in(session, by), now=now)
