class Refused(ValueError):
    def __init__(self, name: str):
        super().__init__(f"cannot set {name}")
        self.name = name


class CaptionSettings:
    def __init__(self, defaults: dict): ...

    def patch(self, changes: dict) -> list[str]: ...

    def effective(self) -> dict: ...

    def use_defaults(self, defaults: dict) -> None: ...
