from collections.abc import Callable


class DeviceNames:
    def __init__(
        self,
        lookup: Callable[[str], str | None],
        keep_s: float,
        keep_unknown_s: float,
        clock: Callable[[], float],
    ): ...

    def name(self, code: str) -> str | None: ...
