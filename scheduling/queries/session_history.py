"""What happened to a booking, from its audit trail, in words for one reader."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import AuditEntry, User
from interviews.domain.booking_life import Event, Stage, Who
from interviews.models import Session
from interviews.permissions import is_participant
from scheduling.models import Proposal

_WORDS = {
    Event.PROPOSE: "{who} proposed this session for",
    Event.SAY_YES: "{who} said yes",
    Event.ACCEPT: "{who} said yes: it was booked",
    Event.EXPIRE: "The proposal ran out",
    Event.SUPERSEDE: "The proposal ended",
    Event.DECLINE: "{who} declined",
    Event.UNDO_DECLINE: "{who} took that back",
    Event.WITHDRAW: "{who} withdrew the proposal",
    Event.UNDO_WITHDRAW: "{who} took that back",
    Event.MOVE: "The session moved to",
    Event.CANCEL: "{who} cancelled",
    Event.UNDO_CANCEL: "{who} took the cancellation back: the session was on again",
    Event.START: "{who} began the interviews",
    Event.RESUME: "{who} took the session up again",
    Event.DISPUTE: "{who} disputed who came",
    Event.AGREE: "{who} agreed to the dispute",
    Event.DECIDE: "{who} decided who came",
    Event.TAKE_BACK: "{who} took the dispute back",
    Event.REOPEN: "{who} opened the dispute again",
    Event.SETTLE: "Who came became final",
}
_MOVE_WORDS = {
    Event.PROPOSE: "{who} proposed another time,",
    Event.ACCEPT: "{who} accepted the new time",
    Event.DECLINE: "{who} declined the new time",
    Event.EXPIRE: "The new time ran out without an answer",
    Event.SUPERSEDE: "The proposal of a new time ended",
}
_END_WORDS = {
    Stage.COMPLETED: "The session ended",
    Stage.NO_SHOW_ONE: "The session ended; one of the two was not seen",
    Stage.NO_SHOW_BOTH: "The session ended; neither was seen",
    Stage.NOT_HELD: "The session ended; nobody is known to be at fault",
}
_PREPARING_WORDS = {
    "interviews.open_packet": "{who} opened the packet of round {leg}",
    "interviews.pass_check": "{who} was prepared for round {leg}",
}
# What a person's calendar answered is theirs: a decline that they may yet take back is no news.
_CALENDAR_WORDS = {
    "scheduling.calendar_accepted": "Your calendar accepted",
    "scheduling.calendar_declined": "Your calendar declined. The session stood all the same",
    "scheduling.calendar_tentative": "Your calendar answered “maybe”",
    "scheduling.calendar_counter": "Your calendar proposed another time,",
    "scheduling.keep_session": "You kept it, although your calendar says that you are busy",
    "scheduling.calendar_question_put_back": "You had it put back into your calendar",
    "scheduling.calendar_question_leave_out": "You kept it without an event in your calendar",
}
_REFUSED_WORDS = "Your calendar asked for another time, which could not be proposed"
_WITH_TIME = frozenset({Event.PROPOSE, Event.MOVE})


@dataclass(frozen=True)
class HistoryLine:
    """`at` when it happened; `time` a start that the words end with, or None."""

    at: datetime
    words: str
    time: datetime | None


def session_history(session: Session, *, reader: User) -> list[HistoryLine]:
    """Every step of the booking, oldest first: two queries.

    For its two people and a coach of one of them. It has no reason that anybody wrote, and
    whoever is neither of the two is "a coach".
    """
    proposals = Proposal.objects.filter(Q(session=session) | Q(moves_session=session))
    ids = [str(pk) for pk in proposals.values_list("pk", flat=True)]
    about = Q(object_type="interviews.session", object_id=str(session.pk)) | Q(
        object_type="scheduling.proposal", object_id__in=ids
    )
    told = Q(verb__startswith="booking.") | Q(verb__in=_PREPARING_WORDS)
    told |= Q(verb__in=_CALENDAR_WORDS, by=reader)
    entries = AuditEntry.objects.filter(about, told)
    return [
        _line(entry, session, reader=reader)
        for entry in entries.select_related("by__profile").order_by("at", "pk")
    ]


def _line(entry: AuditEntry, session: Session, *, reader: User) -> HistoryLine:
    if entry.verb in _PREPARING_WORDS:
        who, leg = _who(entry, session, reader=reader), entry.details["leg"]
        return HistoryLine(entry.at, _PREPARING_WORDS[entry.verb].format(who=who, leg=leg), None)
    if entry.verb in _CALENDAR_WORDS:
        return _calendar_line(entry)
    event = Event(entry.verb.removeprefix("booking."))
    details = entry.details
    words = _WORDS.get(event, "")
    if details.get("is_move"):
        words = _MOVE_WORDS.get(event, words)
    if event == Event.CLOSE:
        words = _END_WORDS.get(Stage(details["to"]), "The session ended")
    if event == Event.CANCEL:
        late = details.get("to") == Stage.CANCELLED_LATE
        words += ", less than 24 hours before the start" if late else ", in time"
    has_time = event in _WITH_TIME and "starts_at" in details
    return HistoryLine(
        at=entry.at,
        words=words.format(who=_who(entry, session, reader=reader)),
        time=datetime.fromisoformat(details["starts_at"]) if has_time else None,
    )


def _calendar_line(entry: AuditEntry) -> HistoryLine:
    starts_at = entry.details.get("starts_at")
    if entry.verb == "scheduling.calendar_counter" and entry.details["is_refused"]:
        return HistoryLine(entry.at, _REFUSED_WORDS, None)
    time = datetime.fromisoformat(starts_at) if starts_at else None
    return HistoryLine(entry.at, _CALENDAR_WORDS[entry.verb], time)


def _who(entry: AuditEntry, session: Session, *, reader: User) -> str:
    if entry.by is None:
        return "The site" if entry.details.get("who") == Who.SITE else "A former member"
    if entry.by_id == reader.pk:
        return "You"
    if is_participant(entry.by, session):
        return str(entry.by.profile.pseudonym)
    return "A coach" if entry.details.get("who") == Who.COACH else "Somebody"
