"""To which address a person's calendar answers, and whose answer has come back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils.crypto import constant_time_compare

from accounts.models import User
from common.tokens import derived_token
from interviews.models import Session
from interviews.queries.sessions import find_session, people_of
from scheduling.domain.ical import Mailbox
from scheduling.domain.itip_reply import ANSWERS, Attendee, CalendarAnswer
from scheduling.models import CalendarReply
from scheduling.queries.calendar import organizer
from scheduling.queries.deliveries import session_to_mail

_SALT = "scheduling.reply"


@dataclass(frozen=True)
class Answerer:
    """Whose answer it is. `attendee` is None if the answer is not about an address of theirs."""

    session: Session
    user: User
    attendee: Attendee | None


def reply_mailbox(session: Session, reader: User) -> Mailbox:
    """Our mailbox, with a part (RFC 5233) that tells whose calendar answers about what.

    The same for the session's life: calendars refuse an event whose ORGANIZER changes. Nothing
    in it names anybody, and only our key makes it.
    """
    ours = organizer()
    local, _, domain = ours.address.rpartition("@")
    return Mailbox(name=ours.name, address=f"{local}+{_token(session, reader)}@{domain}")


def _token(session: Session, reader: User) -> str:
    return derived_token(session.public_id.hex, reader.public_id.hex, salt=_SALT)


def find_answerer(answer: CalendarAnswer) -> Answerer | None:
    """By UID and token; None if no address of it was made for that session. Four queries."""
    try:
        session = find_session(UUID(answer.uid))
    except ValueError:
        return None
    if session is None or len(people_of(session)) != 2:
        return None
    for person in people_of(session):
        ours = reply_mailbox(session, person).address.lower()
        is_theirs = [constant_time_compare(ours, address) for address in answer.addresses]
        if person.is_active and any(is_theirs):
            return Answerer(session, person, _attendee(answer, person))
    return None


def _attendee(answer: CalendarAnswer, person: User) -> Attendee | None:
    """What the answer says of the person, under an address that they have proved."""
    proved = EmailAddress.objects.filter(user=person, verified=True)
    known = {
        person.email.lower(),
        *(each.lower() for each in proved.values_list("email", flat=True)),
    }
    is_counter = answer.method == "COUNTER"
    said = (each for each in answer.attendees if is_counter or each.answer in ANSWERS)
    return next((each for each in said if each.address in known), None)


def declined_to_mail(
    *, session_id: int, user_id: int, sequence: int, now: datetime
) -> tuple[Session, User] | None:
    """The session and the person, if it is to come and their calendar's last word is still no."""
    found = session_to_mail(
        session_id=session_id,
        user_id=user_id,
        sequence=sequence,
        states=(Session.State.CONFIRMED,),
    )
    declined = CalendarReply.Answer.DECLINED
    stands = CalendarReply.objects.filter(session=session_id, user=user_id, answer=declined)
    return found if found and now < found[0].starts_at and stands.exists() else None


def own_calendar_replies(user: User) -> list[Any]:
    """What the person's calendar answered, for their own export."""
    replies = CalendarReply.objects.filter(user=user).order_by("received_at", "pk")
    return list(replies.values("session__public_id", "answer", "stamped_at", "received_at"))
