from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    cap: int
    per_minute: int


@dataclass(frozen=True)
class Decision:
    admitted: bool
    retry_after_ms: int | None = None


class Allowances:
    def __init__(self, studio_limit: Limit, project_limit: Limit): ...

    def ask(self, now_ms: int, studio: str, project: str, cost: int) -> Decision: ...
