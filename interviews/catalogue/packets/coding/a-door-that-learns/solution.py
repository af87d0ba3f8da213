import threading


class Ticket:
    """One call that was let in. `era` is the number of cuts there had been by then."""

    def __init__(self, era: int):
        self.era = era
        self.inside = True


class Door:
    def __init__(self, start: int, least: int, most: int):
        if not 1 <= least <= start <= most:
            raise ValueError("needs 1 <= least <= start <= most")
        self._least = least
        self._most = most
        self._lock = threading.Lock()  # guards all that follows, tickets included
        self._limit = start
        self._inside = 0
        self._era = 0
        self._good_ends = 0  # since the limit last changed

    def enter(self) -> Ticket | None:
        with self._lock:
            if self._inside >= self._limit:
                return None
            self._inside += 1
            return Ticket(self._era)

    def leave(self, ticket: Ticket, overloaded: bool) -> None:
        with self._lock:
            if not ticket.inside:
                return
            ticket.inside = False
            in_use = 2 * self._inside >= self._limit
            self._inside -= 1
            if ticket.era != self._era:
                return  # it tells of the time before the last cut
            if overloaded:
                self._cut()
            elif in_use:
                self._count_good_end()

    def limit(self) -> int:
        with self._lock:
            return self._limit

    def _cut(self) -> None:
        self._limit = max(self._least, self._limit // 2)
        self._era += 1
        self._good_ends = 0

    def _count_good_end(self) -> None:
        self._good_ends += 1
        if self._good_ends >= self._limit:
            self._limit = min(self._most, self._limit + 1)
            self._good_ends = 0
