from collections import deque

Result = tuple[str, int, int | None]  # device, second of the press, seconds to the picture or None
NEVER_AGAIN = float("inf")


class Starts:
    def __init__(self, wait_s: int):
        if wait_s < 0:
            raise ValueError("wait_s must not be negative")
        self._wait_s = wait_s
        self._reached: dict[str, float | None] = {"press": None, "picture": None}
        self._presses: deque[tuple[int, str]] = deque()  # seen, not yet looked at
        self._pictures: deque[tuple[int, str]] = deque()
        self._open: dict[str, int] = {}  # device to its press, the earliest press first
        self.strays = 0

    def press(self, device: str, ts: int) -> list[Result]:
        self._reach("press", ts)
        self._presses.append((ts, device))
        return self._settle()

    def picture(self, device: str, ts: int) -> list[Result]:
        self._reach("picture", ts)
        self._pictures.append((ts, device))
        return self._settle()

    def quiet(self, stream: str, ts: int) -> list[Result]:
        self._reach(stream, ts)
        return self._settle()

    def finish(self) -> list[Result]:
        for stream in self._reached:
            self._reach(stream, NEVER_AGAIN)
        return self._settle()

    def _reach(self, stream: str, ts: float) -> None:
        reached = self._reached[stream]
        if reached is not None and ts < reached:
            raise ValueError(f"the stream {stream} has already reached {reached}")
        self._reached[stream] = ts

    def _settle(self) -> list[Result]:
        """Take both streams as one, in order of time, as far as both have come."""
        presses, pictures = self._reached["press"], self._reached["picture"]
        if presses is None or pictures is None:
            return []
        complete_until = min(presses, pictures)
        results: list[Result] = []
        while True:
            queue = self._queue_of_the_next()
            if not queue or queue[0][0] >= complete_until:
                break
            ts, device = queue.popleft()
            self._give_up_before(ts, results)
            if queue is self._presses:
                self._take_press(device, ts, results)
            else:
                self._take_picture(device, ts, results)
        self._give_up_before(complete_until, results)
        return results

    def _queue_of_the_next(self) -> deque[tuple[int, str]]:
        if not self._pictures:
            return self._presses
        if self._presses and self._presses[0][0] <= self._pictures[0][0]:
            return self._presses  # in the same second the press came first
        return self._pictures

    def _take_press(self, device: str, ts: int, results: list[Result]) -> None:
        if device in self._open:
            results.append((device, self._open.pop(device), None))
        self._open[device] = ts

    def _take_picture(self, device: str, ts: int, results: list[Result]) -> None:
        if device not in self._open:
            self.strays += 1
            return
        pressed_at = self._open.pop(device)
        results.append((device, pressed_at, ts - pressed_at))

    def _give_up_before(self, ts: float, results: list[Result]) -> None:
        while self._open:
            device, pressed_at = next(iter(self._open.items()))
            if pressed_at + self._wait_s >= ts:
                return
            del self._open[device]
            results.append((device, pressed_at, None))
