from collections.abc import Collection, Mapping


class CircleError(Exception):
    """These tasks wait for each other: each needs the next, the last needs the first."""

    def __init__(self, tasks: list[str]):
        super().__init__(" needs ".join([*tasks, tasks[0]]))
        self.tasks = tasks


def waves(needs: Mapping[str, Collection[str]]) -> list[list[str]]:
    waiting_for = {task: set(before) for task, before in needs.items()}
    unlocks: dict[str, list[str]] = {task: [] for task in needs}
    for task, before in waiting_for.items():
        for name in before:
            if name not in unlocks:
                raise ValueError(f"{task!r} needs {name!r}, which is not in the list")
            unlocks[name].append(task)

    plan = []
    wave = sorted(task for task, before in waiting_for.items() if not before)
    while wave:
        plan.append(wave)
        following = []
        for done in wave:
            del waiting_for[done]
            for task in unlocks[done]:
                waiting_for[task].remove(done)
                if not waiting_for[task]:
                    following.append(task)
        wave = sorted(following)

    if waiting_for:
        raise CircleError(find_circle(waiting_for))
    return plan


def find_circle(waiting_for: Mapping[str, Collection[str]]) -> list[str]:
    """Every task here waits for another one here, so this walk must meet itself."""
    path: list[str] = []
    position: dict[str, int] = {}
    task = min(waiting_for)
    while task not in position:
        position[task] = len(path)
        path.append(task)
        task = min(waiting_for[task])
    return path[position[task] :]
