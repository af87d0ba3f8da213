from bisect import insort
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date as Date


class BadVersion(ValueError):
    pass


class Problem(Exception):
    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


Up = Callable[[dict], dict]
Down = Callable[[dict, dict], dict]


@dataclass(frozen=True)
class Change:
    date: Date
    up: Up | None
    down: Down | None
    codes: dict[str, str]


class Gateway:
    def __init__(self, handle: Callable[[dict], dict], oldest: str):
        self._handle = handle
        self._oldest = day(oldest)
        self._changes: list[Change] = []  # by date; of one day, in the order of declaration

    def change(
        self,
        date: str,
        up: Up | None = None,
        down: Down | None = None,
        codes: dict[str, str] | None = None,
    ) -> None:
        change = Change(day(date), up, down, dict(codes or {}))
        insort(self._changes, change, key=lambda one: one.date)

    def call(self, version: str, request: dict) -> dict:
        known_until = day(version)
        if known_until < self._oldest:
            raise BadVersion(f"older than {self._oldest}")
        # What has been passed on the way up, with the request as it came to each change. Copies:
        # whoever is handed a request may alter it.
        passed: list[tuple[Change, dict]] = []
        request = deepcopy(request)
        try:
            for change in self._changes:
                if change.date > known_until:
                    passed.append((change, deepcopy(request)))
                    if change.up:
                        request = change.up(request)
            response = deepcopy(self._handle(request))
        except Problem as problem:
            code = problem.code
            for change, _ in reversed(passed):
                code = change.codes.get(code, code)
            raise Problem(code) from problem
        for change, request_before in reversed(passed):
            if change.down:
                response = change.down(response, request_before)
        return response


def day(text: str) -> Date:
    try:
        parsed = Date.fromisoformat(text)
    except ValueError:
        raise BadVersion(f"not a date: {text}") from None
    if parsed.isoformat() != text:  # Python reads 20240501 and 2024-W18-3 as well
        raise BadVersion(f"not written as 2024-05-01: {text}")
    return parsed
