Closed = tuple[str, int, int]  # profile, first beat, last beat


class Sessions:
    dropped: int

    def __init__(self, gap_s: int, late_s: int): ...

    def beat(self, profile: str, ts: int) -> list[Closed]: ...

    def finish(self) -> list[Closed]: ...
