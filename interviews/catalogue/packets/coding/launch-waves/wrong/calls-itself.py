# Mistake: Works out each task's wave by calling itself, which a long chain does not survive.
from solution import CircleError


def waves(needs):
    known, path = {}, []

    def wave_of(task, asked_by):
        if task not in needs:
            raise ValueError(f"{asked_by!r} needs {task!r}, which is not in the list")
        if task in path:
            raise CircleError(path[path.index(task) :])
        if task not in known:
            path.append(task)
            known[task] = 1 + max((wave_of(name, task) for name in needs[task]), default=-1)
            path.pop()
        return known[task]

    plan = [[] for _ in range(1 + max((wave_of(task, task) for task in needs), default=-1))]
    for task in sorted(known):
        plan[known[task]].append(task)
    return plan
