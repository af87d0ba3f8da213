"""The signed links with which a mail asks: will you come?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing

from accounts.models import User
from interviews.actions.sessions import MAX_MOVES
from interviews.models import Participation, Session
from interviews.queries.sessions import find_session, partner_in, people_of, place_of
from scheduling.domain.rules import move_closes_at
from scheduling.queries.links import site_link

# Without a time stamp: a mail that is sent again is the same mail. The session says when it ends.
_SIGNER = signing.Signer(salt="scheduling.reconfirm")


@dataclass(frozen=True)
class ReconfirmPage:
    """What the link shows its reader, whoever opens it.

    `state`: "ask", "done", or why there is nothing to say: "moved" (or changed otherwise since
    the mail), "cancelled", "begun".
    """

    state: str
    session: Session
    reader: User
    partner: User
    place: Participation
    partner_place: Participation
    can_move: bool

    @property
    def is_open(self) -> bool:
        return self.state in ("ask", "done")


def reconfirm_link(session: Session, reader: User) -> str:
    """The address that reconfirms for `reader` alone this session as it stands, until it starts.

    Nobody has to sign in for it: it goes to the person's own mailbox, and all it can do is to
    say that they will come.
    """
    return site_link("reconfirm_by_mail", _token(session, reader))


def answer_link(session: Session, reader: User, *, answer: str) -> str:
    """The address behind "No" (`answer` "decline") or "Another time" ("move") in a mail, or the
    question about what was done in their calendar ("calendar").

    It decides nothing: from there one goes on, signed in, to cancel or to propose a time.
    """
    return site_link("answer_by_mail", _token(session, reader), answer)


def _token(session: Session, reader: User) -> str:
    content = {
        "session": session.public_id.hex,
        "user": reader.public_id.hex,
        "sequence": session.sequence,
    }
    return _SIGNER.sign_object(content)


def find_reconfirm_page(token: str, *, now: datetime) -> ReconfirmPage | None:
    """None if the token is not ours, or one of the two people has left. Three queries."""
    try:
        content = _SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    session = find_session(UUID(content["session"]))
    if session is None or len(people_of(session)) != 2:
        return None
    readers = [
        person
        for person in people_of(session)
        if person.is_active and person.public_id.hex == content["user"]
    ]
    if not readers:
        return None
    return _page(session, readers[0], sequence=content["sequence"], now=now)


def _page(session: Session, reader: User, *, sequence: int, now: datetime) -> ReconfirmPage:
    partner = partner_in(session, reader)
    place = place_of(session, reader)
    if session.state == Session.State.CANCELLED:
        state = "cancelled"
    elif session.state != Session.State.CONFIRMED or session.starts_at <= now:
        state = "begun"
    elif session.sequence != sequence:
        state = "moved"
    else:
        state = "done" if place.reconfirmed_at else "ask"
    return ReconfirmPage(
        state=state,
        session=session,
        reader=reader,
        partner=partner,
        place=place,
        partner_place=place_of(session, partner),
        can_move=session.moves < MAX_MOVES and now < move_closes_at(session.starts_at),
    )
