"""How many messages a socket may send."""

from dataclasses import dataclass, field


@dataclass
class Allowance:
    """A token bucket: `burst` messages at once, `per_second` from then on."""

    burst: float = 40
    per_second: float = 20
    _left: float = field(init=False)
    _at: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._left = self.burst

    def take(self, *, at_seconds: float, amount: float = 1) -> bool:
        """Whether a message at `at_seconds` (any monotonic clock) is within the allowance.

        `amount` is how much of it the message takes, where that is not counted in messages.
        """
        if self._at is not None:
            self._left = min(self.burst, self._left + (at_seconds - self._at) * self.per_second)
        self._at = at_seconds
        if self._left < amount:
            return False
        self._left -= amount
        return True
