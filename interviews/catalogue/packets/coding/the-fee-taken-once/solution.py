import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class NoAnswer(Exception):
    """The request may or may not have arrived."""


@dataclass(frozen=True)
class Answer:
    status: int
    retry_after_ms: int | None = None


class Outcome(Enum):
    TAKEN = "taken"
    DECLINED = "declined"
    NOT_TAKEN = "not taken"
    UNKNOWN = "unknown"


class Misused(Exception):
    def __init__(self, status: int, in_doubt: bool):
        super().__init__(f"provider answered {status}")
        self.status = status
        self.in_doubt = in_doubt  # an earlier attempt may have taken the money


FINAL = {201: Outcome.TAKEN, 402: Outcome.DECLINED}
SURELY_NOTHING_DONE = {429, 503}
ATTEMPT_TIMEOUT_MS = 2_000
FIRST_PAUSE_MS = 200


class Payments:
    def __init__(
        self,
        send: Callable[[str, int, int], Answer],
        attempts: int = 4,
        budget_ms: int = 10_000,
        clock_ms: Callable[[], float] = lambda: time.monotonic() * 1000,
        sleep_ms: Callable[[float], None] = lambda ms: time.sleep(ms / 1000),
        jitter: Callable[[], float] = random.random,
    ):
        self._send = send
        self._attempts = attempts
        self._budget_ms = budget_ms
        self._clock_ms = clock_ms
        self._sleep_ms = sleep_ms
        self._jitter = jitter

    def charge(self, order_id: str, cents: int) -> Outcome:
        if not order_id or cents < 1:
            raise ValueError("an order id and a positive amount are needed")
        key = f"order-{order_id}"  # the same for every attempt, and after a restart
        deadline = self._clock_ms() + self._budget_ms
        in_doubt = False
        for attempt in range(self._attempts):
            timeout = int(min(ATTEMPT_TIMEOUT_MS, deadline - self._clock_ms()))
            if timeout < 1:
                break
            asked_for_ms = 0
            try:
                answer = self._send(key, cents, timeout)
            except NoAnswer:
                in_doubt = True
            else:
                if answer.status in FINAL:
                    return FINAL[answer.status]
                if answer.status not in SURELY_NOTHING_DONE:
                    if answer.status != 409 and answer.status < 500:
                        raise Misused(answer.status, in_doubt)
                    in_doubt = True
                asked_for_ms = answer.retry_after_ms or 0
            pause = asked_for_ms + self._pause_ms(attempt)
            if attempt + 1 == self._attempts or self._clock_ms() + pause >= deadline:
                break
            self._sleep_ms(pause)
        return Outcome.UNKNOWN if in_doubt else Outcome.NOT_TAKEN

    def _pause_ms(self, attempt: int) -> float:
        return FIRST_PAUSE_MS * 2**attempt * (0.5 + self._jitter() / 2)
