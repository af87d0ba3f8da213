from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pass:
    number: str
    guest: str
    gate: str


class Refused(Exception):
    pass


class NoAnswer(Exception):
    pass


@dataclass(frozen=True)
class Group:
    passes: list[Pass]
    looked_up: bool  # it is certain that none of them is registered


AT_ONCE = 100


def register_all(
    passes: list[Pass],
    register: Callable[[list[Pass]], None],
    registered: Callable[[list[str]], set[str]],
    max_calls: int,
) -> list[str]:
    first: dict[str, Pass] = {}
    for one in passes:
        first.setdefault(one.number, one)
    results = register_different(list(first.values()), register, registered, max_calls)
    return [results[one.number] if one == first[one.number] else "conflict" for one in passes]


def register_different(
    passes: list[Pass],
    register: Callable[[list[Pass]], None],
    registered: Callable[[list[str]], set[str]],
    max_calls: int,
) -> dict[str, str]:
    """The result for each number, where no two passes have the same."""
    results: dict[str, str] = {}

    def note(group: list[Pass], result: str) -> None:
        results.update({one.number: result for one in group})

    note(passes, "not_done")
    groups = deque(
        Group(passes[start : start + AT_ONCE], looked_up=False)
        for start in range(0, len(passes), AT_ONCE)
    )
    calls_left = max_calls
    while groups and calls_left > 0:
        group = groups.popleft()
        if not group.looked_up:
            calls_left -= 1
            try:
                there = registered([one.number for one in group.passes])
            except NoAnswer:
                groups.appendleft(group)
                continue
            rest = [one for one in group.passes if one.number not in there]
            note([one for one in group.passes if one.number in there], "done")
            note(rest, "not_done")  # also where it was unknown until now
            group = Group(rest, looked_up=True)
        if not group.passes or calls_left < 2:  # one call is kept, to look up what gets no answer
            continue
        calls_left -= 1
        try:
            register(group.passes)
        except Refused:
            if len(group.passes) == 1:
                note(group.passes, "refused")
            else:  # to the end, so that no bad pass holds up a group that was not tried yet
                half = len(group.passes) // 2
                groups.append(Group(group.passes[:half], looked_up=True))
                groups.append(Group(group.passes[half:], looked_up=True))
        except NoAnswer:
            note(group.passes, "unknown")
            groups.appendleft(Group(group.passes, looked_up=False))
        else:
            note(group.passes, "done")
    return results
