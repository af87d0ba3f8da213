"""Which part of a packet's form a problem belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviews.domain.front_matter import Problem
from interviews.domain.packets.files import MAIN_FILE
from interviews.domain.packets.front import ORDER
from interviews.domain.packets.parts import MainFile
from interviews.domain.packets.reader import LEG_LENGTHS

_SECTION = re.compile(r"`## ([^`]+)`")
_QUOTED = re.compile(r"`([a-z_]+)`")
_FILE = re.compile(r"\b((?:[a-z]+/)?[\w-]+\.(?:py|yaml|mmd))\b")


@dataclass(frozen=True)
class Placed:
    """A problem with the part it is in: ("property" | "section" | "file", its name or key).

    `line` counts within the section or file; 0 where a line says nothing.
    """

    problem: Problem
    what: str
    name: str
    line: int = 0


def place_problem(problem: Problem, main: MainFile | None, *, paths: Sequence[str]) -> Placed:
    """`main` is the packet.md that the problem was found in, `paths` are the files of the form."""
    if problem.file != MAIN_FILE:
        return Placed(problem, "file", problem.file, problem.line)
    if main is None:
        return Placed(problem, "file", MAIN_FILE, problem.line)
    named = _FILE.search(problem.reason)
    if named and problem.line <= 1 and named[1] in paths:
        return Placed(problem, "file", named[1])
    section = _SECTION.match(problem.reason.removeprefix("lacks the section "))
    if section and problem.line < (main.parts[0].first_line if main.parts else 1 << 30):
        return Placed(problem, "section", section[1])
    for part in reversed(main.parts):
        if part.first_line <= problem.line:
            return Placed(problem, "section", part.key, problem.line - part.first_line)
    return Placed(problem, "property", _property(problem, main))


def _property(problem: Problem, main: MainFile) -> str:
    quoted = _QUOTED.search(problem.reason)
    starts = {
        str(path[-1]): line
        for path, line in main.document.lines.items()
        if len(path) == 1 or (len(path) == 2 and path[0] == "beats")
    }
    above = [name for name, line in starts.items() if line <= problem.line]
    found = max(above, key=lambda name: starts[name], default="")
    if quoted and quoted[1] in ORDER and (not found or found == "slug" or quoted[1] == found):
        found = quoted[1]
    if found in LEG_LENGTHS:
        return f"beats-{found}"
    return f"beats-{LEG_LENGTHS[0]}" if found == "beats" else found or "title"
