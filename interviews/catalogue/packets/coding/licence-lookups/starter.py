from collections.abc import Callable, Hashable


class LicenceCache:
    def __init__(
        self,
        load: Callable[[Hashable], object],
        fresh_s: float,
        grace_s: float,
        clock: Callable[[], float],
    ): ...

    def get(self, key: Hashable) -> object: ...

    def invalidate(self, key: Hashable) -> None: ...
