class Loudest:
    def __init__(self, counters: int):
        if counters < 1:
            raise ValueError("counters must be positive")
        self._counters = counters
        self._counts: dict[str, int] = {}  # never above the truth
        self.total = 0
        self.error = 0  # no key has been struck more often than this

    def add(self, key: str) -> None:
        self.total += 1
        if key in self._counts:
            self._counts[key] += 1
        elif len(self._counts) < self._counters:
            self._counts[key] = 1
        else:
            self._strike(1)  # the new line goes as well: one of each of counters + 1 keys

    def at_least(self, key: str) -> int:
        return self._counts.get(key, 0)

    def at_most(self, key: str) -> int:
        return self.at_least(key) + self.error

    def louder_than(self, percent: int) -> list[str]:
        if not 1 <= percent <= 99:
            raise ValueError("percent must be from 1 to 99")
        limit = percent * self.total
        if self.error * 100 > limit:
            raise ValueError("too fine a question: a key that is not held could be as loud")
        loud = [key for key in self._counts if self.at_most(key) * 100 > limit]
        return sorted(loud, key=lambda key: (-self._counts[key], key))

    def merge(self, other: "Loudest") -> None:
        if other._counters != self._counters:
            raise ValueError("both need the same number of counters")
        self.total += other.total
        self.error += other.error
        for key, count in list(other._counts.items()):
            self._counts[key] = self._counts.get(key, 0) + count
        if len(self._counts) > self._counters:
            self._strike(sorted(self._counts.values(), reverse=True)[self._counters])

    def __len__(self) -> int:
        return len(self._counts)

    def _strike(self, times: int) -> None:
        """Take so many from every key; those with nothing left lose their place."""
        self._counts = {key: n - times for key, n in self._counts.items() if n > times}
        self.error += times
