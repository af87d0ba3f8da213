from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Snapshot:
    version: int
    values: Mapping[str, object]


class Settings:
    def __init__(
        self, values: Mapping[str, object], check: Callable[[Mapping[str, object]], None]
    ): ...

    def snapshot(self) -> Snapshot: ...

    def change(self, changes: Mapping[str, object]) -> int: ...
