import hmac
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from heapq import heappop, heappush


class NoAnswer(Exception):
    pass


class Outcome(Enum):
    DELIVERED = "delivered"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True)
class Event:
    id: str
    body: str  # as it is signed and sent, fixed at publishing


@dataclass
class Lane:
    """The undelivered events of one key, oldest first; the first may be on its way.

    A lane with events is in exactly one place: among the due ones, with one worker, or parked.
    A lane without events does not exist.
    """

    key: str
    events: deque[Event] = field(default_factory=deque)
    failures: int = 0  # attempts at the first event that have failed


class Webhooks:
    def __init__(
        self,
        send: Callable[[str, dict[str, str]], int],
        secret: bytes,
        delays_s: list[float],
        clock: Callable[[], float] = time.time,
    ):
        self._send = send
        self._secret = secret
        self._delays_s = list(delays_s)
        self._clock = clock
        self._lock = threading.Lock()  # guards all below, never held while sending
        self._lanes: dict[str, Lane] = {}
        self._due: list[tuple[float, int, Lane]] = []  # a heap; the number keeps equal times fair
        self._parked: dict[str, Lane] = {}
        self._events = 0
        self._turns = 0

    def publish(self, key: str, event: dict) -> str:
        body = json.dumps(event)  # now: the caller may alter the dictionary afterwards
        with self._lock:
            self._events += 1
            entry = Event(f"event-{self._events}", body)
            lane = self._lanes.get(key)
            if lane is None:
                lane = self._lanes[key] = Lane(key)
                self._schedule(lane, self._clock())
            lane.events.append(entry)
        return entry.id

    def work(self) -> float | None:
        with self._lock:
            if not self._due:
                return None
            wait_s = self._due[0][0] - self._clock()
            if wait_s > 0:
                return wait_s
            lane = heappop(self._due)[2]
            event = lane.events[0]
        outcome = Outcome.LATER  # also if send has a fault: the lane must not get lost
        try:
            outcome = self._attempt(event)
        finally:
            with self._lock:
                self._settle(lane, outcome)
        return 0.0

    def parked(self) -> dict[str, str]:
        with self._lock:
            return {key: lane.events[0].id for key, lane in self._parked.items()}

    def release(self, key: str, drop: bool = False) -> None:
        with self._lock:
            if key not in self._parked:
                raise ValueError(f"{key} is not parked")
            lane = self._parked.pop(key)
            if drop:
                self._next_event(lane)
            else:
                lane.failures = 0
                self._schedule(lane, self._clock())

    def _attempt(self, event: Event) -> Outcome:
        stamp = str(int(self._clock()))
        signed = f"{event.id}.{stamp}.{event.body}".encode()
        signature = hmac.new(self._secret, signed, "sha256").hexdigest()
        headers = {"id": event.id, "timestamp": stamp, "signature": signature}
        try:
            status = self._send(event.body, headers)
        except NoAnswer:
            return Outcome.LATER
        if 200 <= status <= 299:
            return Outcome.DELIVERED
        return Outcome.LATER if status in (408, 429) or 500 <= status <= 599 else Outcome.NEVER

    # The rest is called with the lock held.

    def _settle(self, lane: Lane, outcome: Outcome) -> None:
        if outcome is Outcome.DELIVERED:
            self._next_event(lane)
        elif outcome is Outcome.LATER and lane.failures < len(self._delays_s):
            self._schedule(lane, self._clock() + self._delays_s[lane.failures])
            lane.failures += 1
        else:
            self._parked[lane.key] = lane

    def _next_event(self, lane: Lane) -> None:
        lane.events.popleft()
        lane.failures = 0
        if lane.events:
            self._schedule(lane, self._clock())
        else:
            del self._lanes[lane.key]

    def _schedule(self, lane: Lane, at: float) -> None:
        self._turns += 1
        heappush(self._due, (at, self._turns, lane))
