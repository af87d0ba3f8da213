import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    name: str | None  # None: the registry knows no such device
    asked_at: float


class DeviceNames:
    def __init__(
        self,
        lookup: Callable[[str], str | None],
        keep_s: float,
        keep_unknown_s: float,
        clock: Callable[[], float] = time.monotonic,
    ):
        if keep_s < 0 or keep_unknown_s < 0:
            raise ValueError("an answer cannot be kept for less than no time")
        self._lookup = lookup
        self._keep_s = keep_s
        self._keep_unknown_s = keep_unknown_s
        self._clock = clock
        self._answers: dict[str, Answer] = {}

    def name(self, code: str) -> str | None:
        now = self._clock()
        kept = self._answers.get(code)
        if kept is not None and now - kept.asked_at < self._lifetime_s(kept):
            return kept.name
        try:
            name = self._lookup(code)
        except Exception:
            if kept is None or kept.name is None:
                raise
            return kept.name  # old, but better than an empty line on the screen
        self._answers[code] = Answer(name, now)
        return name

    def _lifetime_s(self, answer: Answer) -> float:
        return self._keep_unknown_s if answer.name is None else self._keep_s
