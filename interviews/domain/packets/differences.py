"""What changed between two versions of a packet, file by file and line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3  # unchanged lines that are shown around a change
MOST_LINES = 3000  # of both texts: beyond, comparing line by line takes too long

ADDED, REMOVED, SAME = "+", "−", ""


@dataclass(frozen=True)
class Line:
    """`sign` is ADDED, REMOVED or SAME; the numbers count from 1 in the old and the new text."""

    sign: str
    text: str
    old: int | None
    new: int | None


@dataclass(frozen=True)
class Hunk:
    """Lines around a change. `skipped`: how many unchanged ones stand between it and the last."""

    skipped: int
    lines: list[Line]


@dataclass(frozen=True)
class FileDifference:
    path: str
    state: str  # "added", "removed", "changed", "unchanged"
    hunks: list[Hunk]
    rest: int  # unchanged lines below the last hunk

    @property
    def added(self) -> int:
        return sum(line.sign == ADDED for hunk in self.hunks for line in hunk.lines)

    @property
    def removed(self) -> int:
        return sum(line.sign == REMOVED for hunk in self.hunks for line in hunk.lines)


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[FileDifference]:
    """All files of both ({path: text}), packet.md first, then by path."""
    paths = sorted({*old, *new}, key=lambda path: (path != "packet.md", path))
    return [_of_file(path, old.get(path), new.get(path)) for path in paths]


def _of_file(path: str, old: str | None, new: str | None) -> FileDifference:
    before, after = _lines(old), _lines(new)
    if old == new:
        return FileDifference(path, "unchanged", [], len(before))
    state = "added" if old is None else "removed" if new is None else "changed"
    hunks, end = [], 0
    for group in _groups(before, after):
        hunks.append(Hunk(group[0][1] - end, list(_read(group, before, after))))
        end = group[-1][2]
    return FileDifference(path, state, hunks, len(before) - end)


def _lines(text: str | None) -> list[str]:
    """Lines as LF ends them; what a last line without one lacks is said in it."""
    if not text:
        return []
    lines = text.split("\n")
    if lines[-1]:
        return [*lines[:-1], f"{lines[-1]} (no line end)"]
    return lines[:-1]


Step = tuple[str, int, int, int, int]  # as difflib's opcodes


def _groups(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Step]]:
    if len(before) + len(after) > MOST_LINES:
        yield [("replace", 0, len(before), 0, len(after))]
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    yield from matcher.get_grouped_opcodes(AROUND)


def _read(group: list[Step], before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for step, i1, i2, j1, j2 in group:
        if step == "equal":
            for n in range(i2 - i1):
                yield Line(SAME, before[i1 + n], i1 + n + 1, j1 + n + 1)
            continue
        for n in range(i1, i2):
            yield Line(REMOVED, before[n], n + 1, None)
        for n in range(j1, j2):
            yield Line(ADDED, after[n], None, n + 1)
