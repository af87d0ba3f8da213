from collections import deque
from dataclasses import dataclass, field

HOURS_IN_A_WEEK = 168
ENOUGH = 3  # usual weeks to compare with, and odd weeks in a row that make a new level


@dataclass
class Slot:
    usual: deque[int]
    odd: list[int] = field(default_factory=list)  # in a row, all in one direction
    direction: str = ""


class HourWatch:
    def __init__(self, weeks: int, percent: int):
        if weeks < ENOUGH or not 1 <= percent <= 99:
            raise ValueError("weeks must be at least 3, percent from 1 to 99")
        self._weeks = weeks
        self._percent = percent
        self._slots: dict[int, Slot] = {}
        self._latest: int | None = None

    def hour(self, number: int, count: int) -> str:
        if count < 0 or (self._latest is not None and number <= self._latest):
            raise ValueError("hours come in order, counts are not negative")
        self._latest = number
        key = number % HOURS_IN_A_WEEK
        slot = self._slots.setdefault(key, Slot(deque(maxlen=self._weeks)))
        verdict = self._judge(slot, count)
        if verdict in ("low", "high"):
            return self._note_odd(slot, count, verdict)
        slot.odd.clear()
        slot.usual.append(count)
        return verdict

    def _judge(self, slot: Slot, count: int) -> str:
        if len(slot.usual) < ENOUGH:
            return "learning"
        middle = sorted(slot.usual)[(len(slot.usual) - 1) // 2]
        if count * 100 < middle * (100 - self._percent):
            return "low"
        if count * 100 > middle * (100 + self._percent):
            return "high"
        return "usual"

    def _note_odd(self, slot: Slot, count: int, direction: str) -> str:
        if direction != slot.direction:
            slot.odd.clear()
        slot.direction = direction
        slot.odd.append(count)
        if len(slot.odd) < ENOUGH:
            return direction
        slot.usual = deque(slot.odd, maxlen=self._weeks)
        slot.odd.clear()
        return "moved"
