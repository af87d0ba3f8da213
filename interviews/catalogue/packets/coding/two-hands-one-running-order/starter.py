from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    status: int
    tag: str | None = None
    body: str | None = None


class RunningOrders:
    def __init__(self, save: Callable[[str, str | None], None]): ...

    def get(self, show: str, known: str | None = None) -> Reply: ...

    def create(self, show: str, body: str) -> Reply: ...

    def put(self, show: str, body: str, if_match: str | None) -> Reply: ...

    def delete(self, show: str, if_match: str | None) -> Reply: ...
