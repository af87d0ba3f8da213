import random

from packet_tools import catches, raised


def assert_circle(needs, tasks):
    assert tasks, "no tasks were named"
    assert len(set(tasks)) == len(tasks), f"a task is named twice: {tasks}"
    for task, needed in zip(tasks, [*tasks[1:], tasks[0]], strict=True):
        assert needed in needs[task], f"{task} does not need {needed}: {tasks}"


@catches("names-the-waiting-too")
def hidden_only_the_circle_is_named(code):
    """Tasks that merely wait for the circle, or that it waits for, are not named"""
    needs = {
        "x": ["y", "video"],
        "y": ["z"],
        "z": ["x"],
        "late": ["x"],
        "later": ["late"],
        "video": [],
    }
    assert_circle(needs, raised(code.CircleError, lambda: code.waves(needs)).tasks)


@catches("calls-itself", "names-the-waiting-too")
def hidden_a_long_chain(code):
    """A chain of 50,000 tasks is planned without deep calls, and so is one that ends in a circle"""
    size = 50_000
    names = [f"t{size - n:06}" for n in range(size)]  # the last to be done is the first in the list
    needs = {name: [before] for name, before in zip(names[1:], names, strict=False)}
    needs = {**dict(reversed(needs.items())), names[0]: []}
    assert code.waves(needs) == [[name] for name in names]
    needs[names[0]] = [names[1]]
    assert_circle(needs, raised(code.CircleError, lambda: code.waves(needs)).tasks)


@catches("first-need-decides", "names-the-waiting-too")
def hidden_random_lists(code):
    """Random lists: each task one wave after the latest that it needs, or a true circle"""
    source = random.Random(11)
    for _ in range(400):
        names = [f"n{n}" for n in range(source.randint(1, 9))]
        needs = {name: [other for other in names if source.random() < 0.16] for name in names}
        try:
            plan = code.waves(needs)
        except code.CircleError as error:
            assert_circle(needs, error.tasks)
            continue
        place = {task: number for number, wave in enumerate(plan) for task in wave}
        assert sorted(place) == sorted(names)
        assert all(wave == sorted(wave) for wave in plan)
        for task, before in needs.items():
            assert place[task] == 1 + max((place[name] for name in before), default=-1)
