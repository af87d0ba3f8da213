"""What a session and a person's turn are worth: the one place that a coach's rules change.

Integers in tenths of a point.
"""

from dataclasses import dataclass

FULL_RELIABILITY = 256  # reliabilities are counted in 256ths


@dataclass(frozen=True)
class Weights:
    """The constants of the value of a plan (docs/matching.md).

    `kinds` is by number of matching kinds, the last for all higher ones. `levels` is by the
    interviewer's level minus the learner's, from `lowest_gap` up; below that there is no session,
    above the last it is the last. `later_sessions` is for a person's second session, the third …,
    and 0 from then on; it may not rise, nor begin above either first session (ValueError): later
    sessions are worth no more than earlier ones, which the bound relies on. An interviewer's
    later sessions are worth half of it, rounded down.
    """

    swap_base: int = 800
    one_way_base: int = 650
    kinds: tuple[int, ...] = (0, 300, 400, 450)
    lowest_gap: int = -2
    levels: tuple[int, ...] = (0, 80, 160, 200, 160, 100, 60)
    preferred: int = 120
    first_session: int = 300
    per_waited_day: int = 20
    most_waited_days: int = 30
    first_session_interviewer: int = 100
    later_sessions: tuple[int, ...] = (150, 80, 40, 20, 10, 5)

    def __post_init__(self) -> None:
        numbers = (
            *(self.swap_base, self.one_way_base, self.preferred, self.first_session),
            *(self.per_waited_day, self.most_waited_days, self.first_session_interviewer),
            *(*self.kinds, *self.levels, *self.later_sessions),
        )
        if min(numbers) < 0 or not self.kinds or not self.levels:
            raise ValueError("Weights are at least 0, and there is one for every level.")
        learner = (self.first_session, *self.later_sessions)
        interviewer = (self.first_session_interviewer, *(n // 2 for n in self.later_sessions))
        for falling in (learner, interviewer):
            if list(falling) != sorted(falling, reverse=True):
                raise ValueError("A later session is worth no more than an earlier one.")

    def of_kinds(self, number: int) -> int:
        """K: the points for `number` kinds that one wants and the other can give."""
        return self.kinds[min(number, len(self.kinds) - 1)]

    def of_gap(self, gap: int) -> int:
        """L: the points for the interviewer's level minus the learner's.

        0 below `lowest_gap`, where only pairs meet that a coach has fixed.
        """
        if gap < self.lowest_gap:
            return 0
        return self.levels[min(gap - self.lowest_gap, len(self.levels) - 1)]

    def of_session(self, nth: int, *, waited_days: int, interviewer: bool) -> int:
        """What a person's `nth` session (1, 2, …) adds to the plan."""
        if nth == 1:
            if interviewer:
                return self.first_session_interviewer
            waited = min(self.most_waited_days, waited_days)
            return self.first_session + self.per_waited_day * waited
        later = self.later_sessions[nth - 2] if nth - 2 < len(self.later_sessions) else 0
        return later // 2 if interviewer else later


DEFAULT_WEIGHTS = Weights()
