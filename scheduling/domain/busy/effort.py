"""How much work a file may make: a rule of three lines can ask for years of arithmetic."""

from scheduling.domain.busy.values import Unreadable

MOST_STEPS = 400_000  # of one file; a step is a date or time looked at, some 2 µs
MOST_STEPS_OF_A_RULE = 60_000  # daily for 160 years


class Effort:
    """Counts the steps of a file. Raises Unreadable for the rule that goes too far."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def of_a_rule(self) -> "RuleEffort":
        return RuleEffort(self)

    def spend(self, steps: int) -> None:
        if steps > self._left:
            raise Unreadable("The calendar repeats too much to work all of it out.")
        self._left -= steps


class RuleEffort:
    def __init__(self, whole: Effort) -> None:
        self._whole = whole
        self._left = MOST_STEPS_OF_A_RULE

    def spend(self, steps: int) -> None:
        if steps > self._left:
            raise Unreadable("It repeats too often, or has been counted from too long ago.")
        self._left -= steps
        self._whole.spend(steps)
