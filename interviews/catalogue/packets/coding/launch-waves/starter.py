class CircleError(Exception):
    def __init__(self, tasks: list[str]):
        super().__init__(" needs ".join([*tasks, tasks[0]]))
        self.tasks = tasks


def waves(needs: dict[str, list[str]]) -> list[list[str]]: ...
