"""The one place that changes a session's state: each change is a step of the table.

`take_step` looks the step up, updates the row on the condition that it is still where the
caller saw it, and writes the audit row. Of two at once one wins; the other is told.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.actions.audit import record_audit
from accounts.models import User
from interviews.domain.booking_life import (
    Event,
    Facts,
    Outcome,
    Refused,
    Stage,
    Step,
    Who,
    find_step,
)
from interviews.models import Session
from interviews.permissions import role_in

CHANGED_MEANWHILE = (
    "This session was changed a moment ago. Look at it again before you change it."
    " Nothing was changed."
)
# Steps that change what a calendar shows: iTIP SEQUENCE goes up.
CALENDAR_EVENTS = frozenset({Event.MOVE, Event.CANCEL, Event.UNDO_CANCEL})

STORED: dict[Stage, dict[str, Any]] = {
    Stage.CONFIRMED: {"state": "confirmed"},
    Stage.IN_PROGRESS: {"state": "in_progress"},
    Stage.CANCELLED_EARLY: {"state": "cancelled", "cancelled_late": False},
    Stage.CANCELLED_LATE: {"state": "cancelled", "cancelled_late": True},
    Stage.COMPLETED: {"state": "completed"},
    Stage.NO_SHOW_ONE: {"state": "missed", "no_show": "one"},
    Stage.NO_SHOW_BOTH: {"state": "missed", "no_show": "both"},
    Stage.NOT_HELD: {"state": "missed"},
    Stage.DISPUTED: {"is_disputed": True},  # keeps the state that it has
}
_BLANK: dict[str, Any] = {"cancelled_late": None, "no_show": "", "is_disputed": False}


class CannotChangeSession(Exception):
    """The session is not in a state that allows it; the message says so to people."""


@transaction.atomic
def take_step(
    session: Session,
    event: Event,
    *,
    by: User | None,
    now: datetime,
    role: Who | None = None,
    since: datetime | None = None,
    outcome: Outcome | None = None,
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> Step:
    """Take `event` if the table lets `by` (None: the site) do so now; set `fields` with it.

    `role` where it is not simply who they are in the session (whose cancellation it was);
    `since` and `outcome` as in Facts. The session is as stored afterwards. Raises
    CannotChangeSession.
    """
    who = role or role_in(session, by)
    facts = Facts(
        now=now, starts_at=session.starts_at, ends_at=session.ends_at, since=since, outcome=outcome
    )
    stage, sequence = session.stage, session.sequence
    try:
        step = find_step(stage, event, who=who, facts=facts)
    except Refused as error:
        raise CannotChangeSession(str(error)) from error
    changes = _BLANK | STORED[step.target] | fields
    if step.target == Stage.DISPUTED:
        changes = {"is_disputed": True, **fields}
    if event in CALENDAR_EVENTS:
        changes["sequence"] = F("sequence") + 1
    unchanged = Session.objects.filter(
        pk=session.pk,
        sequence=sequence,
        state=session.state,
        is_disputed=session.is_disputed,
        starts_at=session.starts_at,
    )
    if not unchanged.update(changed_at=now, **changes):
        raise CannotChangeSession(_why_not(session, event, who=who, facts=facts))
    session.refresh_from_db(fields=[*changes, "changed_at"])
    record_step(session, step, by=by, who=who, now=now, details=details)
    return step


def _why_not(session: Session, event: Event, *, who: Who, facts: Facts) -> str:
    """Somebody was faster: what the table says of the session as it is now."""
    stored = Session.objects.get(pk=session.pk)
    try:
        find_step(stored.stage, event, who=who, facts=facts)
    except Refused as error:
        return str(error)
    return CHANGED_MEANWHILE


def record_step(
    session: Session,
    step: Step,
    *,
    by: User | None,
    who: Who,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """The audit row of a step: who, when, from, to; never a reason that somebody wrote."""
    record_audit(
        session,
        verb=f"booking.{step.event}",
        by=by,
        now=now,
        **{"from": step.origin, "to": step.target, "who": who},
        starts_at=session.starts_at.isoformat(),
        sequence=session.sequence,
        **(details or {}),
    )
