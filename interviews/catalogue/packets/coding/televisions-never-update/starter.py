from collections.abc import Callable


class BadVersion(ValueError):
    pass


class Problem(Exception):
    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class Gateway:
    def __init__(self, handle: Callable[[dict], dict], oldest: str): ...

    def change(
        self,
        date: str,
        up: Callable[[dict], dict] | None = None,
        down: Callable[[dict, dict], dict] | None = None,
        codes: dict[str, str] | None = None,
    ) -> None: ...

    def call(self, version: str, request: dict) -> dict: ...
