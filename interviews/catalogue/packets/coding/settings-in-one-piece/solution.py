import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Snapshot:
    version: int
    values: Mapping[str, object]


class Settings:
    def __init__(self, values: Mapping[str, object], check: Callable[[Mapping[str, object]], None]):
        self._check = check
        self._changing = threading.Lock()  # one change at a time; readers never take it
        self._current = Snapshot(1, _frozen(values))

    def snapshot(self) -> Snapshot:
        return self._current

    def change(self, changes: Mapping[str, object]) -> int:
        with self._changing:
            before = self._current
            values = _with_changes(before.values, changes)
            if values == before.values:
                return before.version
            self._check(values)
            # The one step that readers can notice: values and version arrive together.
            self._current = Snapshot(before.version + 1, values)
            return self._current.version


def _with_changes(
    values: Mapping[str, object], changes: Mapping[str, object]
) -> Mapping[str, object]:
    merged = {**values, **changes}
    return _frozen({name: value for name, value in merged.items() if value is not None})


def _frozen(values: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType(dict(values))
