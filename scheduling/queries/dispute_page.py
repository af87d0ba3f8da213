"""All that a dispute's page says to one reader, as a template context."""

from datetime import datetime
from typing import Any

from accounts.models import User
from interviews.domain.session_times import UNDO_WITHIN
from interviews.models import Dispute, Session
from interviews.permissions import can_decide_dispute, is_participant


def dispute_page(
    dispute: Dispute, session: Session, reader: User, *, now: datetime
) -> dict[str, Any]:
    """`reader` is one of the session's two people, or may decide the dispute."""
    is_own = is_participant(reader, session)
    is_open = dispute.state == Dispute.State.OPEN
    is_recent = dispute.closed_at is not None and now < dispute.closed_at + UNDO_WITHIN
    is_mine_to_reopen = dispute.closed_by_id == reader.pk
    return {
        "dispute": dispute,
        "session": session,
        "places": list(session.participations.all()),
        "is_own": is_own,
        "is_open": is_open,
        "can_agree": is_open and is_own and dispute.by_id != reader.pk,
        "can_take_back": is_open and dispute.by_id == reader.pk,
        "can_decide": is_open and can_decide_dispute(reader, session),
        "can_reopen": is_recent and is_mine_to_reopen and dispute.state != Dispute.State.TAKEN_BACK,
    }
