from collections.abc import Callable


class NoAnswer(Exception):
    pass


class Webhooks:
    def __init__(
        self,
        send: Callable[[str, dict[str, str]], int],
        secret: bytes,
        delays_s: list[float],
        clock: Callable[[], float],
    ): ...

    def publish(self, key: str, event: dict) -> str: ...

    def work(self) -> float | None: ...

    def parked(self) -> dict[str, str]: ...

    def release(self, key: str, drop: bool = False) -> None: ...
