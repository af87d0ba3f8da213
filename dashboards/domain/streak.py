"""The weekly goal, and how many weeks it has been reached in a row, with some forgiveness.

- What counts are sessions held, as candidate or as interviewer: both keep the form.
- One missed week in any four does not break the streak. It does not add to it either.
- A paused week cannot be missed.
- The week that still runs adds to the streak once its goal is reached, and never breaks it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.next_practice import number_word

FORGIVEN_IN = 4  # consecutive weeks, of which one may be missed


@dataclass(frozen=True)
class GoalWeek:
    held: int  # sessions
    is_paused: bool = False


@dataclass(frozen=True)
class Streak:
    weeks: int  # in which the goal was reached
    forgiven: int  # missed weeks between them and since
    can_miss: bool  # the week that runs would be forgiven, too

    @property
    def words(self) -> str:
        """A sentence; empty where there is nothing to say yet."""
        if not self.weeks:
            return ""
        weeks = f"{number_word(self.weeks)} week{'' if self.weeks == 1 else 's'}"
        if not self.forgiven:
            return f"A streak of {weeks}."
        missed = "week" if self.forgiven == 1 else "weeks"
        return f"A streak of {weeks}, {number_word(self.forgiven)} missed {missed} forgiven."


def streak_of(weeks: Sequence[GoalWeek], *, goal: int) -> Streak:
    """`weeks` without a gap, oldest first; the last is the one that still runs."""
    over = [week for week in weeks[:-1] if week.held >= goal or not week.is_paused]
    reached = [week.held >= goal for week in over]
    if weeks and weeks[-1].held >= goal:
        reached.append(True)
    run = _last_run(reached)
    lately = reached[len(reached) - (FORGIVEN_IN - 1) :] if len(reached) >= FORGIVEN_IN else reached
    return Streak(
        weeks=sum(run),
        forgiven=len(run) - sum(run),
        can_miss=bool(run) and all(lately[-len(run) :]),
    )


def _last_run(reached: Sequence[bool]) -> Sequence[bool]:
    """The longest end of `reached` that begins with a reached week and misses seldom enough."""
    start, last_miss = len(reached), len(reached) + FORGIVEN_IN
    for place in range(len(reached) - 1, -1, -1):
        if reached[place]:
            start = place
        elif last_miss - place < FORGIVEN_IN:
            break
        else:
            last_miss = place
    return reached[start:]
