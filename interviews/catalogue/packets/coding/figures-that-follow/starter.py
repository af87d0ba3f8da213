from collections.abc import Callable
from typing import Any

Read = Callable[[str], Any]


class CircleError(Exception):
    def __init__(self, names: list[str]):
        super().__init__(" reads ".join([*names, names[0]]))
        self.names = names


class Sheet:
    def set(self, name: str, value: Any) -> None: ...

    def rule(self, name: str, compute: Callable[[Read], Any]) -> None: ...

    def get(self, name: str) -> Any: ...
