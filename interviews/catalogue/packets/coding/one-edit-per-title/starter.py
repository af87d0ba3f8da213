from contextlib import AbstractContextManager


class Busy(Exception):
    """The titles are not free at this moment."""


class TitleLocks:
    def hold(self, *titles: str, wait: bool = True) -> AbstractContextManager[None]: ...

    def waiting(self) -> int: ...
