"""How far a solver has come, and how long it may go on."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """`stage` in words; the best plan's value so far and the bound, in tenths of a point.

    None is for not known yet.
    """

    stage: str
    value: int | None = None
    upper_bound: int | None = None


Report = Callable[[Progress], None]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Deadline:
    """`at` on `clock`'s scale, in seconds; None for no limit."""

    clock: Clock
    at: float | None

    @classmethod
    def after(cls, seconds: float | None, *, clock: Clock) -> "Deadline":
        return cls(clock=clock, at=None if seconds is None else clock() + seconds)

    @property
    def left(self) -> float | None:
        """Seconds left, at least 0; None for no limit."""
        return None if self.at is None else max(0.0, self.at - self.clock())

    @property
    def is_over(self) -> bool:
        return self.at is not None and self.clock() >= self.at
