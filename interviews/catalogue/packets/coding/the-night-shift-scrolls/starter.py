from dataclasses import dataclass


class BadCursor(ValueError):
    pass


@dataclass(frozen=True)
class Page:
    tickets: list[int]
    next: str | None


class OpenTickets:
    def open(self, number: int, opened_at: int, topic: str) -> None: ...

    def close(self, number: int) -> None: ...

    def page(self, limit: int, cursor: str | None = None, topic: str | None = None) -> Page: ...
