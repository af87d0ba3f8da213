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


class Payments:
    def __init__(self, send, attempts: int = 4, budget_ms: int = 10_000): ...

    def charge(self, order_id: str, cents: int) -> Outcome: ...
