"""Is the mail that a job was queued for still right, now that it is due?"""

from datetime import datetime

from accounts.models import User
from accounts.queries.mail_choices import is_turned_off
from interviews.models import Dispute, Session
from interviews.queries.sessions import people_of, session_with_people
from scheduling.models import Proposal
from scheduling.queries.proposals import proposal_with_people


def session_to_mail(
    *, session_id: int, user_id: int, sequence: int, states: tuple[str, ...]
) -> tuple[Session, User] | None:
    """The session and the reader; None if it moved on, is gone, or the reader has left."""
    try:
        session = session_with_people(pk=session_id, sequence=sequence, state__in=states)
    except Session.DoesNotExist:
        return None
    readers = [person for person in people_of(session) if person.pk == user_id]
    if not readers or not readers[0].is_active or len(people_of(session)) != 2:
        return None
    return session, readers[0]


def session_to_remind_of(
    *, session_id: int, user_id: int, sequence: int, starts_at: str
) -> tuple[Session, User] | None:
    """As `session_to_mail`, for a confirmed session that still starts at `starts_at` (ISO)."""
    found = session_to_mail(
        session_id=session_id,
        user_id=user_id,
        sequence=sequence,
        states=(Session.State.CONFIRMED,),
    )
    if found and found[0].starts_at == datetime.fromisoformat(starts_at):
        return found
    return None


def proposal_to_mail(proposal_id: int, *, user_id: int, state: str) -> tuple[Proposal, User] | None:
    """The proposal and its reader, if it is still in `state` and the reader wants such mail."""
    try:
        proposal = proposal_with_people(proposal_id)
    except Proposal.DoesNotExist:
        return None
    reader = proposal.proposer if user_id == proposal.proposer_id else proposal.partner
    is_right = proposal.state == state and reader.is_active
    return (proposal, reader) if is_right and _is_wanted(proposal, reader) else None


def open_proposal_to_mail(
    proposal_id: int, *, user_id: int, now: datetime
) -> tuple[Proposal, User] | None:
    """As `proposal_to_mail`, while it waits for the reader's answer."""
    found = proposal_to_mail(proposal_id, user_id=user_id, state=Proposal.State.OPEN)
    if found is None or now >= found[0].expires_at or found[0].has_accepted(found[1]):
        return None
    return found


def _is_wanted(proposal: Proposal, reader: User) -> bool:
    """Moves are always mailed; proposals of new sessions to whoever has not turned them off."""
    return proposal.is_move or not is_turned_off(reader, kind="proposals")


def dispute_to_mail(
    dispute_id: int, *, user_id: int, is_open: bool
) -> tuple[Dispute, Session, User] | None:
    """The dispute with its session and reader; None if it has moved on or somebody has left."""
    dispute = Dispute.objects.select_related("place").filter(pk=dispute_id).first()
    if dispute is None or (dispute.state == Dispute.State.OPEN) != is_open:
        return None
    session = session_with_people(pk=dispute.place.session_id)
    readers = [person for person in people_of(session) if person.pk == user_id]
    if not readers or not readers[0].is_active:
        return None
    return dispute, session, readers[0]
