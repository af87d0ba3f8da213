"""The clock of a session: which phase runs, until when, and what comes after it.

All instants are UTC. A phase's length is decided when it begins. The legs and the debrief are
as long as booked, but nothing runs past `latest_end_at`: whoever starts late shares what is
left among the legs in proportion, and the debrief stays whole.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LOBBY = "lobby"
LEG_PHASES = ("leg_1", "leg_2")
DEBRIEF = "debrief"
ENDED = "ended"

EXTENSION = timedelta(minutes=5)


class NoRoomToExtend(Exception):
    """Five more minutes would run past the time that is kept free."""


@dataclass(frozen=True)
class Plan:
    """What was booked: minutes of each leg and of the debrief, and when all must be over."""

    leg_minutes: tuple[int, ...]
    debrief_minutes: int
    latest_end_at: datetime

    @property
    def phases(self) -> tuple[str, ...]:
        return (LOBBY, *LEG_PHASES[: len(self.leg_minutes)], DEBRIEF, ENDED)

    def following(self, phase: str) -> str:
        """The phase after `phase`; after the end comes nothing else."""
        return self.phases[min(self.phases.index(phase) + 1, len(self.phases) - 1)]

    def minutes_of(self, phase: str) -> int | None:
        """The booked minutes of a leg or the debrief; None for the lobby and the end."""
        if phase == DEBRIEF:
            return self.debrief_minutes
        return self.leg_minutes[LEG_PHASES.index(phase)] if phase in LEG_PHASES else None


@dataclass(frozen=True)
class Moment:
    """Where a session stands. `ends_at` is None in the lobby and after the end."""

    phase: str
    started_at: datetime
    ends_at: datetime | None
    revision: int

    @property
    def leg_number(self) -> int | None:
        """1 or 2 while that leg runs."""
        return LEG_PHASES.index(self.phase) + 1 if self.phase in LEG_PHASES else None


def phase_length(phase: str, *, at: datetime, plan: Plan) -> timedelta | None:
    """How long `phase` runs if it begins at `at`, in whole seconds; None for lobby and end."""
    minutes = plan.minutes_of(phase)
    if minutes is None:
        return None
    left = max(plan.latest_end_at - at, timedelta(0))
    debrief = timedelta(minutes=plan.debrief_minutes)
    if phase == DEBRIEF:
        return min(debrief, left)
    legs_to_come = sum(plan.leg_minutes[LEG_PHASES.index(phase) :])
    share = max(left - debrief, timedelta(0)) * minutes / legs_to_come
    return timedelta(seconds=int(min(timedelta(minutes=minutes), share).total_seconds()))


def advanced(moment: Moment, *, at: datetime, plan: Plan) -> Moment:
    """The phase after `moment`'s, begun at `at`."""
    phase = plan.following(moment.phase)
    length = phase_length(phase, at=at, plan=plan)
    return Moment(
        phase=phase,
        started_at=at,
        ends_at=None if length is None else at + length,
        revision=moment.revision + 1,
    )


def caught_up(moment: Moment, *, now: datetime, plan: Plan) -> Moment:
    """`moment` moved on through every phase whose time is up at `now`.

    Each begins when the one before it ended, however late this is asked: a server that was
    away for a while costs nobody a minute.
    """
    while moment.ends_at is not None and moment.ends_at <= now:
        moment = advanced(moment, at=moment.ends_at, plan=plan)
    return moment


def extended(moment: Moment, *, plan: Plan) -> Moment:
    """Five more minutes for the running phase; what follows keeps its length.

    Raises NoRoomToExtend when the whole would then end after `plan.latest_end_at`, and outside
    of a running phase.
    """
    if moment.ends_at is None:
        raise NoRoomToExtend
    ends_at = moment.ends_at + EXTENSION
    to_come = plan.phases[plan.phases.index(moment.phase) + 1 :]
    rest = sum(plan.minutes_of(phase) or 0 for phase in to_come)
    if ends_at + timedelta(minutes=rest) > plan.latest_end_at:
        raise NoRoomToExtend
    return replace(moment, ends_at=ends_at, revision=moment.revision + 1)


def ended(moment: Moment, *, at: datetime) -> Moment:
    """The end, whatever phase ran."""
    return Moment(phase=ENDED, started_at=at, ends_at=None, revision=moment.revision + 1)


def resumed(cut: Moment, *, ended_at: datetime, revision: int, now: datetime, plan: Plan) -> Moment:
    """`cut` (what ran when somebody ended at `ended_at`) taken up again at `now`.

    The time in between counts for nobody: the phase has as many minutes left as it had, but
    ends at `plan.latest_end_at` at the latest.
    """
    assert cut.ends_at is not None
    pause = now - ended_at
    return Moment(
        phase=cut.phase,
        started_at=cut.started_at + pause,
        ends_at=min(cut.ends_at + pause, plan.latest_end_at),
        revision=revision + 1,
    )
