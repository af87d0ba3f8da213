from bisect import bisect_right


class Incidents:
    """Alarms with the same cause form groups; links can be taken back, the last one first.

    A group is a tree. Its smaller half hangs below the leader of the larger one, together with
    the time of that link, and is never moved again. So on the way up the times never fall, and
    the way is short: each step at least doubles the group.
    """

    def __init__(self) -> None:
        self._above: dict[str, tuple[str, int]] = {}  # alarm: what it hangs below, since when
        self._grown: dict[str, list[tuple[int, int]]] = {}  # leader: (time, size from then on)
        self._links: list[tuple[str, str, str | None]] = []  # with the leader that lost its rank
        self._latest = 0

    def link(self, a: str, b: str, at: int) -> bool:
        if at < self._latest:
            raise ValueError(f"a link at {at} cannot follow one at {self._latest}")
        self._latest = at
        smaller, larger = sorted((self._leader(a), self._leader(b)), key=self._size)
        if smaller == larger:
            self._links.append((a, b, None))
            return False
        size = self._size(smaller) + self._size(larger)
        self._above[smaller] = (larger, at)
        self._grown.setdefault(larger, []).append((at, size))
        self._links.append((a, b, smaller))
        return True

    def undo(self) -> tuple[str, str] | None:
        if not self._links:
            return None
        a, b, smaller = self._links.pop()
        if smaller is not None:
            larger, _ = self._above.pop(smaller)
            self._grown[larger].pop()
        return a, b

    def since(self, a: str, b: str) -> int | None:
        together_at = 0
        while a != b:
            if self._leaves_at(b) < self._leaves_at(a):
                a, b = b, a
            if a not in self._above:
                return None
            a, together_at = self._above[a]  # always the earlier step of two, so times never fall
        return together_at

    def group_at(self, alarm: str, t: int) -> int:
        while self._leaves_at(alarm) <= t:
            alarm, _ = self._above[alarm]
        grown = self._grown.get(alarm, [])
        steps = bisect_right(grown, t, key=lambda step: step[0])
        return grown[steps - 1][1] if steps else 1

    def _leader(self, alarm: str) -> str:
        while alarm in self._above:
            alarm, _ = self._above[alarm]
        return alarm

    def _size(self, leader: str) -> int:
        grown = self._grown.get(leader)
        return grown[-1][1] if grown else 1

    def _leaves_at(self, alarm: str) -> float:
        """When it stopped being a leader; a leader of today never did."""
        return self._above[alarm][1] if alarm in self._above else float("inf")
