"""The life of a booking: every step that can be taken, from which stage, by whom, when.

A booking begins as a proposal and goes on as a session; this one table holds both. All code
that changes the state of either asks `find_step` first (interviews/actions/life.py,
scheduling/actions/proposal_life.py). docs/booking-life.md is drawn from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from interviews.domain.session_times import (
    DISPUTE_WITHIN,
    GRACE,
    ROOM_OPENS_BEFORE,
    UNDO_END_WITHIN,
    UNDO_WITHIN,
    is_late_cancel,
)


class Stage(StrEnum):
    NOTHING = "nothing"
    PROPOSED = "proposed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    CANCELLED_EARLY = "cancelled_early"
    CANCELLED_LATE = "cancelled_late"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    NO_SHOW_ONE = "no_show_one"
    NO_SHOW_BOTH = "no_show_both"
    NOT_HELD = "not_held"  # nobody is known to be at fault: nobody was seen, or technical trouble
    DISPUTED = "disputed"


class Event(StrEnum):
    PROPOSE = "propose"
    SAY_YES = "say_yes"  # the first of two, where the site asks both
    ACCEPT = "accept"
    DECLINE = "decline"
    UNDO_DECLINE = "undo_decline"
    WITHDRAW = "withdraw"
    UNDO_WITHDRAW = "undo_withdraw"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    MOVE = "move"
    CANCEL = "cancel"
    UNDO_CANCEL = "undo_cancel"
    START = "start"
    CLOSE = "close"
    RESUME = "resume"
    DISPUTE = "dispute"
    AGREE = "agree"
    DECIDE = "decide"
    TAKE_BACK = "take_back"
    REOPEN = "reopen"
    SETTLE = "settle"


class Who(StrEnum):
    """PERSON: either of the two; where one of them has acted already (asked, cancelled,
    disputed, agreed), that one. PARTNER: then the other."""

    PERSON = "person"
    PARTNER = "partner"
    COACH = "coach"  # of one of the two, or staff
    SITE = "site"
    STRANGER = "stranger"


class Outcome(StrEnum):
    """What the marks of who came say together."""

    BOTH_CAME = "both came"
    ONE_ABSENT = "one was absent"
    BOTH_ABSENT = "both were absent"
    UNSURE = "nobody is known to be at fault"
    OTHER_DISPUTE = "the other mark is still disputed"


@dataclass(frozen=True)
class Facts:
    """What the conditions go by. Instants are aware; None where there is none.

    `since`: when the present stage was reached by somebody's act (the cancellation, the
    decision, the End), or when the marks were made; `expires_at` of a proposal.
    """

    now: datetime
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime | None = None
    since: datetime | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class When:
    words: str  # for the table of the docs
    refusal: str  # for the person, when it does not hold
    holds: Callable[[Facts], bool]


@dataclass(frozen=True)
class Step:
    origin: Stage
    event: Event
    who: frozenset[Who]
    when: When
    target: Stage


class Refused(Exception):
    """The step cannot be taken; the message says why, in words for the person."""


def _before_expiry(facts: Facts) -> bool:
    return facts.expires_at is not None and facts.now < facts.expires_at


def _within(span: timedelta, facts: Facts) -> bool:
    return facts.since is not None and facts.now < facts.since + span


ALWAYS = When("at any time", "", lambda facts: True)
IN_TIME = When(
    "until it runs out",
    "This proposal has run out: its time to answer is over.",
    _before_expiry,
)
RUN_OUT = When(
    "once its time to answer is over",
    "Its time to answer is not over yet.",
    lambda facts: not _before_expiry(facts),
)
UNDO_OF_ANSWER = When(
    "for 15 minutes, while it would still be open",
    "That can be taken back for 15 minutes, while the proposal would still be open. That is over.",
    lambda facts: _within(UNDO_WITHIN, facts) and _before_expiry(facts),
)
BEGUN = "This session has begun or is over, so its time stands."
BEFORE_START = When("before the start", BEGUN, lambda facts: facts.now < facts.starts_at)
EARLY = When(
    "24 hours before the start or earlier",
    BEGUN,
    lambda facts: (
        facts.now < facts.starts_at and not is_late_cancel(facts.starts_at, now=facts.now)
    ),
)
LATE = When(
    "less than 24 hours before the start",
    BEGUN,
    lambda facts: facts.now < facts.starts_at and is_late_cancel(facts.starts_at, now=facts.now),
)
UNDO_OF_CANCEL = When(
    "for 15 minutes, before the start, while both are still free",
    "A cancellation can be taken back for 15 minutes and before the start. That is over: book"
    " again instead.",
    lambda facts: _within(UNDO_WITHIN, facts) and facts.now < facts.starts_at,
)
ROOM_HOURS = When(
    "when both are in the room, or from the start on; until 15 minutes after the end",
    "The session can begin from 15 minutes before its start to 15 minutes after its end.",
    lambda facts: facts.starts_at - ROOM_OPENS_BEFORE <= facts.now < facts.ends_at + GRACE,
)
UNDO_OF_END = When(
    "for 5 minutes after a person's End, while the booked time lasts",
    "The end can be undone for five minutes, while the booked time lasts. That is over.",
    lambda facts: _within(UNDO_END_WITHIN, facts) and facts.now < facts.ends_at + GRACE,
)
DISPUTABLE = When(
    "for 72 hours after the marks were made",
    "Who came can be disputed for 72 hours. That is over, so the mark stands.",
    lambda facts: _within(DISPUTE_WITHIN, facts),
)
UNDO_OF_DECISION = When(
    "for 15 minutes, by whoever agreed or decided",
    "That can be taken back for 15 minutes. They are over, so it stands.",
    lambda facts: _within(UNDO_WITHIN, facts),
)
SETTLED = When(
    "72 hours after the marks were made",
    "The marks can still be disputed.",
    lambda facts: facts.since is not None and not _within(DISPUTE_WITHIN, facts),
)


def _if(outcome: Outcome, *, overdue: bool = False) -> When:
    def holds(facts: Facts) -> bool:
        is_due = not overdue or facts.now >= facts.ends_at + GRACE
        return is_due and facts.outcome == outcome

    words = f"15 minutes after the end, if {outcome}" if overdue else f"if {outcome}"
    return When(words, "This session is not over yet.", holds)


ENDED = (Stage.COMPLETED, Stage.NO_SHOW_ONE, Stage.NO_SHOW_BOTH, Stage.NOT_HELD)
_STAGE_OF_OUTCOME = {
    Outcome.BOTH_CAME: Stage.COMPLETED,
    Outcome.ONE_ABSENT: Stage.NO_SHOW_ONE,
    Outcome.BOTH_ABSENT: Stage.NO_SHOW_BOTH,
    Outcome.UNSURE: Stage.NOT_HELD,
}


def _steps(origin: Stage, event: Event, who: str, when: When, target: Stage) -> Step:
    return Step(origin, event, frozenset(Who(name) for name in who.split()), when, target)


def _by_outcome(origin: Stage, event: Event, who: str, *, overdue: bool = False) -> list[Step]:
    return [
        _steps(origin, event, who, _if(outcome, overdue=overdue), stage)
        for outcome, stage in _STAGE_OF_OUTCOME.items()
    ]


def _of_dispute(event: Event, who: str) -> list[Step]:
    still = _steps(Stage.DISPUTED, event, who, _if(Outcome.OTHER_DISPUTE), Stage.DISPUTED)
    return [still, *_by_outcome(Stage.DISPUTED, event, who)]


TABLE: tuple[Step, ...] = (
    _steps(Stage.NOTHING, Event.PROPOSE, "person site", ALWAYS, Stage.PROPOSED),
    _steps(Stage.PROPOSED, Event.SAY_YES, "partner", IN_TIME, Stage.PROPOSED),
    _steps(Stage.PROPOSED, Event.ACCEPT, "partner", IN_TIME, Stage.CONFIRMED),
    _steps(Stage.PROPOSED, Event.DECLINE, "partner", IN_TIME, Stage.DECLINED),
    _steps(Stage.DECLINED, Event.UNDO_DECLINE, "partner", UNDO_OF_ANSWER, Stage.PROPOSED),
    _steps(Stage.PROPOSED, Event.WITHDRAW, "person", IN_TIME, Stage.WITHDRAWN),
    _steps(Stage.WITHDRAWN, Event.UNDO_WITHDRAW, "person", UNDO_OF_ANSWER, Stage.PROPOSED),
    _steps(Stage.PROPOSED, Event.EXPIRE, "site", RUN_OUT, Stage.EXPIRED),
    _steps(Stage.PROPOSED, Event.SUPERSEDE, "site", ALWAYS, Stage.EXPIRED),
    _steps(Stage.CONFIRMED, Event.MOVE, "person", BEFORE_START, Stage.CONFIRMED),
    _steps(Stage.CONFIRMED, Event.CANCEL, "person", EARLY, Stage.CANCELLED_EARLY),
    _steps(Stage.CONFIRMED, Event.CANCEL, "person", LATE, Stage.CANCELLED_LATE),
    _steps(Stage.CANCELLED_EARLY, Event.UNDO_CANCEL, "person", UNDO_OF_CANCEL, Stage.CONFIRMED),
    _steps(Stage.CANCELLED_LATE, Event.UNDO_CANCEL, "person", UNDO_OF_CANCEL, Stage.CONFIRMED),
    _steps(Stage.CONFIRMED, Event.START, "person", ROOM_HOURS, Stage.IN_PROGRESS),
    *_by_outcome(Stage.CONFIRMED, Event.CLOSE, "site", overdue=True),
    *_by_outcome(Stage.IN_PROGRESS, Event.CLOSE, "person site"),
    *(_steps(s, Event.RESUME, "person", UNDO_OF_END, Stage.IN_PROGRESS) for s in ENDED),
    *(
        _steps(s, Event.DISPUTE, "person", DISPUTABLE, Stage.DISPUTED)
        for s in (*ENDED, Stage.DISPUTED)
    ),
    *_of_dispute(Event.AGREE, "partner"),
    *_of_dispute(Event.DECIDE, "coach"),
    *_of_dispute(Event.TAKE_BACK, "person"),
    *(
        _steps(s, Event.REOPEN, "person coach", UNDO_OF_DECISION, Stage.DISPUTED)
        for s in (*ENDED, Stage.DISPUTED)
    ),
    *(_steps(s, Event.SETTLE, "site", SETTLED, s) for s in (*ENDED, Stage.DISPUTED)),
)

# Why a step is not there at all, by the stage that somebody found.
_NOT_NOW = {
    Stage.NOTHING: "There is nothing of that kind yet.",
    Stage.PROPOSED: "This proposal is still waiting for an answer.",
    Stage.DECLINED: "This proposal was declined already.",
    Stage.WITHDRAWN: "This proposal was withdrawn by whoever made it.",
    Stage.EXPIRED: "This proposal has ended.",
    Stage.CONFIRMED: "This session is booked and still to come.",
    Stage.CANCELLED_EARLY: "This session was cancelled already.",
    Stage.CANCELLED_LATE: "This session was cancelled already.",
    Stage.IN_PROGRESS: BEGUN,
    Stage.COMPLETED: BEGUN,
    Stage.NO_SHOW_ONE: BEGUN,
    Stage.NO_SHOW_BOTH: BEGUN,
    Stage.NOT_HELD: BEGUN,
    Stage.DISPUTED: "Who came to this session is disputed; until that is settled, it stands.",
}
_WHO_MAY = {
    Event.SAY_YES: "Only the person who was asked can accept.",
    Event.ACCEPT: "Only the person who was asked can accept.",
    Event.DECLINE: "Only the person who was asked can decline.",
    Event.UNDO_DECLINE: "Only the person who declined can take that back.",
    Event.WITHDRAW: "Only the person who asked can withdraw it.",
    Event.UNDO_WITHDRAW: "Only the person who asked can open it again.",
    Event.MOVE: "Only the two people of a session can move it.",
    Event.CANCEL: "Only the two people of a session can cancel it.",
    Event.UNDO_CANCEL: "Only the person who cancelled can take that back.",
    Event.START: "Only the two people of a session can begin it.",
    Event.CLOSE: "Only the two people of a session can end it.",
    Event.RESUME: "Only the two people of a session can take it up again.",
    Event.DISPUTE: "Only the two people of a session can dispute who came.",
    Event.AGREE: "Only the other person of the session can agree to a dispute.",
    Event.DECIDE: "Only a coach of one of the two, or the site's staff, can decide a dispute.",
    Event.TAKE_BACK: "Only the person who disputed the mark can take that back.",
    Event.REOPEN: "Only whoever agreed or decided can take that back.",
}
NOTHING_CHANGED = "Nothing was changed."


def find_step(stage: Stage, event: Event, *, who: Who, facts: Facts) -> Step:
    """The step that `who` may take now. Raises Refused, in words for whoever tried."""
    rows = [step for step in TABLE if step.origin == stage and step.event == event]
    if who == Who.STRANGER or (rows and not any(who in step.who for step in rows)):
        raise Refused(f"{_WHO_MAY.get(event, 'Only the site does that.')} {NOTHING_CHANGED}")
    if not rows:
        raise Refused(f"{_NOT_NOW[stage]} {NOTHING_CHANGED}")
    mine = [step for step in rows if who in step.who]
    fitting = next((step for step in mine if step.when.holds(facts)), None)
    if fitting is None:
        raise Refused(f"{mine[0].when.refusal} {NOTHING_CHANGED}".strip())
    return fitting


def can_step(stage: Stage, event: Event, *, who: Who, facts: Facts) -> bool:
    """Whether a page should offer it."""
    try:
        find_step(stage, event, who=who, facts=facts)
    except Refused:
        return False
    return True


def outcome_of(marks: Sequence[tuple[str, bool]]) -> Outcome:
    """What the two marks (each with whether the person was ever seen in the room) amount to.

    Late for a technical reason is still there; technical trouble that kept somebody out is
    nobody's fault.
    """
    absent = sum(mark == "absent" for mark, _ in marks)
    if absent:
        return Outcome.ONE_ABSENT if absent == 1 else Outcome.BOTH_ABSENT
    came = [mark in ("present", "late") or (mark == "technical" and seen) for mark, seen in marks]
    return Outcome.BOTH_CAME if len(came) == 2 and all(came) else Outcome.UNSURE
