"""What a packet's cases may use; checks.py imports it as `packet_tools`.

Standard library only: this runs in the bare process that runs a packet's code.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

WAIT_S = 5.0  # how long anything is waited for before a case counts as hung
STUCK_S = 0.02  # a thread that runs no line for so long waits for the other one

started_threads = 0  # in this process, so that a `threads` packet cannot forget to start any


class Clock:
    """A clock that moves only when it is told to: call it for the time, `advance`, or `sleep`."""

    def __init__(self, now: float = 0) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def advance(self, by: float) -> None:
        self.now += by

    def sleep(self, by: float) -> None:
        """For code that is given its sleep: takes no time, moves the clock, is remembered."""
        self.slept.append(by)
        self.now += by


class Scripted:
    """A function that answers from a list: exceptions in it are raised. `calls` has the arguments.

    After the last answer any further call is an AssertionError: one call too many.
    """

    def __init__(self, answers: Iterable[Any]) -> None:
        self._answers = list(answers)
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, *args: Any) -> Any:
        self.calls.append(args)
        if len(self.calls) > len(self._answers):
            raise AssertionError(f"one call too many: {args}")
        answer = self._answers[len(self.calls) - 1]
        if isinstance(answer, BaseException) or (
            isinstance(answer, type) and issubclass(answer, BaseException)
        ):
            raise answer
        return answer


def raised(expected: type[BaseException], call: Callable[[], Any]) -> Any:
    """The exception that `call` raises, to look at its attributes."""
    try:
        call()
    except expected as error:
        return error
    raise AssertionError(f"{expected.__name__} was not raised")


class Gate:
    """Holds every thread that passes through it until it is opened.

    `gate.wait_for(2)` returns once two threads stand at it, so a test knows where they are
    without sleeping.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._standing = 0
        self._is_open = False

    def pass_through(self) -> None:
        with self._condition:
            self._standing += 1
            self._condition.notify_all()
            if not self._condition.wait_for(lambda: self._is_open, WAIT_S):
                raise AssertionError("nobody opened the gate")

    def wait_for(self, threads: int = 1) -> None:
        with self._condition:
            if not self._condition.wait_for(lambda: self._standing >= threads, WAIT_S):
                raise AssertionError(f"{self._standing} of {threads} threads came to the gate")

    def open(self) -> None:
        with self._condition:
            self._is_open = True
            self._condition.notify_all()


class Started:
    """A call in a thread of its own. `result()` waits for it and gives or raises what it did."""

    def __init__(self, call: Callable[[], Any]) -> None:
        global started_threads  # one process runs one packet's code
        started_threads += 1
        self._call = call
        self._answer: Any = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._answer = self._call()
        except BaseException as error:  # handed on by result()
            self._error = error

    def is_running(self, after_s: float = 0.05) -> bool:
        """Whether it still runs `after_s` from now: how a test sees that a call waits."""
        self._thread.join(after_s)
        return self._thread.is_alive()

    def result(self) -> Any:
        self._thread.join(WAIT_S)
        if self._thread.is_alive():
            raise AssertionError("a thread hangs")
        if self._error is not None:
            raise self._error
        return self._answer


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls at once, one thread each, let go at the same moment; their results in order."""
    barrier = threading.Barrier(len(calls))

    def waiting(call: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            barrier.wait(WAIT_S)
            return call()

        return run

    with _switching_often():
        return [one.result() for one in [Started(waiting(call)) for call in calls]]


@contextmanager
def _switching_often() -> Iterator[None]:
    """Python changes threads every 5 ms by itself; here a thousand times as often."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


Scenario = tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, Any], None]]


def preempt_everywhere(scenario: Callable[[], Scenario], *, at_most: int = 200) -> int:
    """Stop one call at each of its lines in turn and run another in the gap.

    `scenario` makes a fresh (first, second, verify). In round k, `first` runs to its k-th line
    within the packet's code, waits there while `second` runs to its end (or until it is stuck
    at a lock that `first` holds), and then goes on; verify(result of first, result of second)
    must hold. Every race that needs a single change of threads is met, without luck. Returns
    the number of places. A call that raises has its exception as its result.
    """
    for place in range(1, at_most + 1):
        first, second, verify = scenario()
        preempted = _Preempted(place)
        second_call = _outcome_of(preempted.traced_second(second))
        holder: list[Started] = []

        def start_second(call: Callable[[], Any] = second_call, to: list[Started] = holder) -> None:
            to.append(Started(call))

        first_call = preempted.traced_first(_outcome_of(first), start_second)
        first_result = Started(first_call).result()
        if not holder:  # first ended before its k-th line: every place has been tried
            return place - 1
        verify(first_result, holder[0].result())
    return at_most


def _outcome_of(call: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        try:
            return call()
        except Exception as error:  # an outcome like any other
            return error

    return run


class _Preempted:
    """Counts lines of the packet's code in the first call and stops at the given one."""

    def __init__(self, place: int) -> None:
        self._place = place
        self._lines = 0
        self._second_lines = 0
        self._second_ended = threading.Event()

    def traced_first(
        self, call: Callable[[], Any], start_second: Callable[[], None]
    ) -> Callable[[], Any]:
        def on_line(frame: FrameType, event: str, _: Any) -> Any:
            if event == "line":
                self._lines += 1
                if self._lines == self._place:
                    start_second()
                    self._wait_until_second_ends_or_is_stuck()
            return on_line

        return _tracing(call, on_line)

    def traced_second(self, call: Callable[[], Any]) -> Callable[[], Any]:
        def on_line(frame: FrameType, event: str, _: Any) -> Any:
            self._second_lines += 1
            return on_line

        traced = _tracing(call, on_line)

        def run() -> Any:
            try:
                return traced()
            finally:
                self._second_ended.set()

        return run

    def _wait_until_second_ends_or_is_stuck(self) -> None:
        until = time.monotonic() + WAIT_S
        seen = -1
        while seen != self._second_lines and time.monotonic() < until:
            seen = self._second_lines
            if self._second_ended.wait(STUCK_S):
                return


packet_files: tuple[str, ...] = ()  # the file names whose lines count, set by the runner


def _tracing(call: Callable[[], Any], on_line: Callable[..., Any]) -> Callable[[], Any]:
    def on_call(frame: FrameType, event: str, arg: Any) -> Any:
        return on_line if frame.f_code.co_filename in packet_files else None

    def run() -> Any:
        sys.settrace(on_call)
        try:
            return call()
        finally:
            sys.settrace(None)

    return run


def catches(*slugs: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Says which wrong variants a check must fail; the validator holds the check to it."""
    return lambda function: function
