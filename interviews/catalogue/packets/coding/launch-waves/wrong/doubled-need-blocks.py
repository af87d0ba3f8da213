# Mistake: Counts needs, and counts a doubled one twice but crosses it off once.
from solution import CircleError, find_circle


def waves(needs):
    for task, before in needs.items():
        for name in before:
            if name not in needs:
                raise ValueError(f"{task!r} needs {name!r}, which is not in the list")
    missing = {task: len(before) for task, before in needs.items()}
    unlocks = {task: set() for task in needs}
    for task, before in needs.items():
        for name in before:
            unlocks[name].add(task)
    plan, done = [], set()
    wave = sorted(task for task, count in missing.items() if not count)
    while wave:
        plan.append(wave)
        following = []
        for task in wave:
            done.add(task)
            for unlocked in unlocks[task]:
                missing[unlocked] -= 1
                if not missing[unlocked]:
                    following.append(unlocked)
        wave = sorted(following)
    left = {task: set(before) - done for task, before in needs.items() if task not in done}
    if left:
        raise CircleError(find_circle(left))
    return plan
