from typing import NamedTuple


class Job(NamedTuple):
    name: str
    slots: int
    seconds: int
    due: int


class Farm:
    def __init__(self, slots: int): ...

    def submit(self, job: Job, now: int) -> list[str]: ...

    def done(self, name: str, now: int) -> list[str]: ...

    def outlook(self) -> tuple[str, int] | None: ...
