from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Slice:
    number: int
    size: int
    use_before: float


class SliceDesk:
    def __init__(self, limit: int, window_s: float, lease_s: float, clock: Callable[[], float]): ...

    def claim(self, want: int) -> Slice | None: ...

    def give_back(self, number: int, unused: int) -> bool: ...
