"""A packet's files as the parts that somebody edits, and the files that edited parts make.

What was not touched keeps every byte.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from interviews.domain.front_matter import Document, read_document, split_sections
from interviews.domain.packets.files import MAIN_FILE
from interviews.domain.packets.front import with_properties
from interviews.domain.packets.reader import sections_of_kind


class CannotAssemble(Exception):
    """The edited parts make no packet; `part` names which, the message is for people."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part = part


@dataclass(frozen=True)
class Part:
    """A section as it stands in the file; `lines` begin with its heading's.

    `key` is its heading, with a number if the heading stands there twice.
    """

    key: str
    heading: str
    lines: tuple[str, ...]
    first_line: int  # of the heading, in the file

    @property
    def text(self) -> str:
        return "\n".join(self.lines[1:]).strip()


@dataclass(frozen=True)
class MainFile:
    """packet.md in pieces: joined again they give the very file."""

    document: Document
    opening: str  # the line of dashes
    front: tuple[str, ...]
    preamble: tuple[str, ...]  # from the closing dashes to the first section
    parts: tuple[Part, ...]

    @property
    def kind(self) -> str:
        return str(self.document.data.get("kind", ""))

    def text_of(self, key: str) -> str:
        return next((part.text for part in self.parts if part.key == key), "")


@dataclass(frozen=True)
class Edited:
    """What somebody typed: properties by name, sections by key, files by path.

    An empty text of a file, or of a section that no such packet has, means that it is to go.
    """

    properties: Mapping[str, Any] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def read_parts(text: str) -> MainFile:
    """Take packet.md apart. Raises UnreadableFile if it has no front matter that can be read."""
    document = read_document(text, file=MAIN_FILE)
    lines = text.split("\n")
    end = next(n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    body = lines[end + 1 :]
    starts = [
        (section.heading, section.line)
        for section in split_sections("\n".join(body), level=2, first_line=0)
    ]
    first = starts[0][1] if starts else len(body)
    parts: list[Part] = []
    for n, (heading, start) in enumerate(starts):
        until = starts[n + 1][1] if n + 1 < len(starts) else len(body)
        again = sum(part.heading == heading for part in parts)
        key = f"{heading} ({again + 1})" if again else heading
        parts.append(Part(key, heading, tuple(body[start:until]), end + 2 + start))
    preamble = (lines[end], *body[:first])
    return MainFile(document, lines[0], tuple(lines[1:end]), preamble, tuple(parts))


def assemble(files: Mapping[str, str], edited: Edited) -> dict[str, str]:
    """The files with what was edited. Raises CannotAssemble, UnreadableFile."""
    main = read_parts(files[MAIN_FILE])
    front = with_properties("\n".join(main.front), main.document, edited.properties)
    lines = [main.opening, *([front] if front else []), *main.preamble]
    for is_new, block in _blocks(main, edited.sections):
        if is_new and lines[-1]:
            lines.append("")
        lines.extend(block)
    made = {MAIN_FILE: "\n".join(lines)}
    made |= {path: text for path, text in files.items() if path not in {*edited.files, MAIN_FILE}}
    for path, text in edited.files.items():
        if text.strip():
            made[path] = text if text.endswith("\n") or text == files.get(path) else f"{text}\n"
    return made


def _blocks(main: MainFile, sections: Mapping[str, str]) -> list[tuple[bool, list[str]]]:
    """The lines of every section that there is to be, in order, and whether it is a new one."""
    expected = sections_of_kind(main.kind)
    blocks: list[tuple[str, bool, list[str]]] = []
    for part in main.parts:
        text = sections.get(part.key)
        if text is None or text.strip() == part.text:
            blocks.append((part.heading, False, list(part.lines)))
        elif text.strip() or part.key in expected:
            blocks.append((part.heading, False, _written(part.heading, text, like=part.lines)))
    there = {part.heading for part in main.parts}
    for place, heading in enumerate(expected):
        text = sections.get(heading, "")
        if heading in there or not text.strip():
            continue
        later = set(expected[place + 1 :])
        at = next((n for n, (other, _, _) in enumerate(blocks) if other in later), len(blocks))
        blocks.insert(at, (heading, True, _written(heading, text, like=("", "", "-", ""))))
    return [(is_new, block) for _, is_new, block in blocks]


def _written(heading: str, text: str, *, like: Sequence[str]) -> list[str]:
    """A section with another text, and as many empty lines around it as in the lines `like`."""
    end = "end of the section"
    closed = list(split_sections(f"\n{text}\n## {end}", level=2, first_line=1))
    if not closed or closed[-1].heading != end:
        reason = "a block of code begins (``` or ~~~) and does not end; close it, then save"
        raise CannotAssemble(heading, reason)
    above = next((n for n, line in enumerate(like[1:]) if line.strip()), len(like) - 1)
    below = next((n for n, line in enumerate(reversed(like[1:])) if line.strip()), 0)
    return [f"## {heading}", *[""] * above, *text.strip().split("\n"), *[""] * below]
