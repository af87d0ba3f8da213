import heapq
from dataclasses import dataclass
from itertools import count

Closed = tuple[str, int, int]  # profile, first beat, last beat


@dataclass(eq=False)
class Open:
    profile: str
    start: int
    end: int
    absorbed: bool = False  # merged into another session


class Sessions:
    def __init__(self, gap_s: int, late_s: int):
        if gap_s < 1 or late_s < 0:
            raise ValueError("gap_s must be positive, late_s not negative")
        self._gap_s = gap_s
        self._late_s = late_s
        self._latest: int | None = None
        self._by_profile: dict[str, list[Open]] = {}
        self._alarms: list[tuple[int, int, Open]] = []  # one per session, by last beat
        self._serial = count()  # so that the heap never compares sessions
        self.dropped = 0

    def beat(self, profile: str, ts: int) -> list[Closed]:
        if self._latest is not None and ts < self._latest - self._late_s:
            self.dropped += 1
            return []
        self._place(profile, ts)
        if self._latest is None or ts > self._latest:
            self._latest = ts
        return self._close(self._latest - self._late_s)

    def finish(self) -> list[Closed]:
        return self._close(float("inf"))

    def _place(self, profile: str, ts: int) -> None:
        sessions = self._by_profile.setdefault(profile, [])
        near = [s for s in sessions if s.start - self._gap_s <= ts <= s.end + self._gap_s]
        if not near:
            session = Open(profile, ts, ts)
            sessions.append(session)
            self._watch(session)
            return
        kept, *others = near  # at most two: one on either side
        kept.start = min(ts, *(s.start for s in near))
        kept.end = max(ts, *(s.end for s in near))
        for other in others:
            other.absorbed = True
            sessions.remove(other)

    def _watch(self, session: Open) -> None:
        heapq.heappush(self._alarms, (session.end, next(self._serial), session))

    def _close(self, watermark: float) -> list[Closed]:
        closed = []
        while self._alarms and self._alarms[0][0] + self._gap_s < watermark:
            expected_end, _, session = heapq.heappop(self._alarms)
            if session.absorbed:
                continue
            if session.end > expected_end:  # it went on: look again later
                self._watch(session)
                continue
            closed.append((session.profile, session.start, session.end))
            sessions = self._by_profile[session.profile]
            sessions.remove(session)
            if not sessions:
                del self._by_profile[session.profile]
        return closed
