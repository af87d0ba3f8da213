"""Act on what a person's calendar answered to an invitation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from common.tokens import hash_token
from interviews.actions.sessions import CannotChangeSession
from interviews.models import Session
from interviews.queries.sessions import people_of
from scheduling.actions.announcements import announce_calendar_decline, announce_refused_counter
from scheduling.actions.proposals import CannotPropose, propose_move
from scheduling.actions.reconfirmation import reconfirm_booking
from scheduling.domain.itip_reply import CalendarAnswer, Refusal, read_reply
from scheduling.models import CalendarReply
from scheduling.queries.replies import Answerer, find_answerer

MOST_ANSWERS = 30  # of one person about one session: a calendar that answers itself stops there
CLOCK_SLACK = timedelta(days=1)  # how far ahead somebody's clock may be
NO_TIME = (
    "Your calendar proposed another time, but not one that we can read. Choose one on the"
    " session’s page."
)
Answer = CalendarReply.Answer


@dataclass(frozen=True)
class Outcome:
    """What became of a mail. `what` is for whoever runs the site, and names nobody."""

    is_taken: bool
    what: str


def take_mail(raw: bytes, *, now: datetime) -> Outcome:
    """Act on the answer in a mail (its bytes), if there is one and it is somebody's. Once: the
    same mail again, or an older one, changes nothing."""
    answer = read_reply(raw)
    if isinstance(answer, Refusal):
        return Outcome(False, answer.why)
    return take_answer(answer, now=now)


@transaction.atomic
def take_answer(answer: CalendarAnswer, *, now: datetime) -> Outcome:
    """The row that remembers the answer commits together with its effect."""
    found = find_answerer(answer)
    if found is None:
        return Outcome(False, "No address of ours in it fits its event.")
    if found.attendee is None:
        return Outcome(False, "It answers for an address that is not the person’s.")
    if answer.stamped_at > now + CLOCK_SLACK:
        return Outcome(False, "It says that it was written in the future.")
    lock_people(people_of(found.session))
    found.session.refresh_from_db(fields=("state", "sequence", "starts_at", "ends_at", "moves"))
    if answer.sequence < found.session.sequence:
        return Outcome(False, "It is about an older time or state of the session.")
    reply = _remember(answer, found, now=now)
    if reply is None:
        return Outcome(False, "It is not newer than what the calendar answered before.")
    return Outcome(True, _act(answer, reply, found, now=now))


def _remember(answer: CalendarAnswer, found: Answerer, *, now: datetime) -> CalendarReply | None:
    """The row, if the answer is newer than the last one; the caller holds the lock on the people.

    No higher SEQUENCE is kept than the session has: nobody locks out their own next answer.
    """
    session, user = found.session, found.user
    reply = CalendarReply.objects.filter(session=session, user=user).first()
    version = (session.sequence, answer.stamped_at)
    if reply is None:
        reply = CalendarReply(session=session, user=user, count=0)
    elif version <= (reply.sequence, reply.stamped_at) or reply.count >= MOST_ANSWERS:
        return None
    reply.sequence, reply.stamped_at = version
    reply.answer = _answer_of(answer, found)
    reply.message_hash = hash_token(answer.message_id)
    reply.received_at = now
    reply.count += 1
    reply.save()
    return reply


def _answer_of(answer: CalendarAnswer, found: Answerer) -> str:
    assert found.attendee is not None
    return Answer.COUNTER if answer.method == "COUNTER" else Answer(found.attendee.answer.lower())


def _act(answer: CalendarAnswer, reply: CalendarReply, found: Answerer, *, now: datetime) -> str:
    session, user = found.session, found.user
    if session.state != Session.State.CONFIRMED or session.starts_at <= now:
        return f"{reply.get_answer_display()}: too late, nothing was changed."
    problem = ""
    if reply.answer == Answer.ACCEPTED:
        problem = _accept(session, by=user, now=now)
    elif reply.answer == Answer.DECLINED:
        announce_calendar_decline(session, to=user, turn=reply.count, now=now)
    elif reply.answer == Answer.COUNTER:
        problem = _propose(answer, session, by=user, now=now)
        if problem:
            announce_refused_counter(session, to=user, turn=reply.count, why=problem, now=now)
    _record(answer, reply, is_refused=bool(problem), now=now)
    return f"{reply.get_answer_display()}{': refused' if problem else ''}."


def _accept(session: Session, *, by: User, now: datetime) -> str:
    try:
        with transaction.atomic():
            reconfirm_booking(session, by=by, now=now)
    except CannotChangeSession as error:  # it began, or was cancelled, a moment ago
        return str(error)
    return ""


def _propose(answer: CalendarAnswer, session: Session, *, by: User, now: datetime) -> str:
    """Why the time that the calendar asks for was not proposed; "" if it was."""
    if answer.proposed_at is None:
        return NO_TIME
    try:
        with transaction.atomic():
            propose_move(session, by=by, starts_at=answer.proposed_at, message="", now=now)
    except CannotPropose as error:
        return str(error)
    return ""


def _record(
    answer: CalendarAnswer, reply: CalendarReply, *, is_refused: bool, now: datetime
) -> None:
    at = answer.proposed_at
    details = {"starts_at": at.isoformat()} if at else {}
    record_audit(
        reply.session,
        verb=f"scheduling.calendar_{reply.answer}",
        by=reply.user,
        now=now,
        is_refused=is_refused,
        **details,
    )
