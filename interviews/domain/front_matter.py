"""Files of YAML front matter and Markdown, read with the line of everything in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.reader import ReaderError

MAX_CHARACTERS = 400_000

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file, and on which line (from 1)."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class UnreadableFile(Exception):
    """The file is no front matter with Markdown; `problem` says where it breaks."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Section:
    """A heading and the Markdown below it, up to the next heading of the same level."""

    heading: str
    line: int
    text: str


@dataclass(frozen=True)
class Document:
    """`text` is all of the file, `data` the front matter, `lines` each key path's line in it."""

    file: str
    text: str
    data: dict[str, Any]
    lines: dict[Path, int]
    body: str
    body_line: int

    def line_of(self, path: Path) -> int:
        """The line of a key path, or of the nearest parent that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def sections(self) -> list[Section]:
        return list(split_sections(self.body, level=2, first_line=self.body_line))


def read_yaml_document(text: str, *, file: str) -> Document:
    """Parse a file that is YAML alone. Raises UnreadableFile with the line that breaks."""
    _refuse_too_large(text, file=file)
    data, positions = _read_yaml(text.removeprefix("\ufeff"), file=file, first_line=1)
    return Document(file=file, text=text, data=data, lines=positions, body="", body_line=1)


def _refuse_too_large(text: str, *, file: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise UnreadableFile(
            Problem(file, 1, f"is larger than {MAX_CHARACTERS:,} characters; split it")
        )


def read_document(text: str, *, file: str) -> Document:
    """Parse a file's text. Raises UnreadableFile with the line that breaks."""
    _refuse_too_large(text, file=file)
    lines, end = split_document(text, file=file)
    data, positions = _read_yaml("\n".join(lines[1:end]), file=file, first_line=2)
    body = "\n".join(lines[end + 1 :])
    return Document(file=file, text=text, data=data, lines=positions, body=body, body_line=end + 2)


def split_document(text: str, *, file: str) -> tuple[list[str], int]:
    """The lines of a file, and which of them (from 0) ends the front matter. UnreadableFile."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != "---":
        raise UnreadableFile(Problem(file, 1, "must begin with a line of three dashes (---)"))
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise UnreadableFile(Problem(file, 1, "has no second line of three dashes (---)"))
    return lines, end


def _read_yaml(text: str, *, file: str, first_line: int) -> tuple[dict[str, Any], dict[Path, int]]:
    loader: yaml.SafeLoader | None = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        positions: dict[Path, int] = {}
        _walk(node, (), positions, file=file, first_line=first_line)
        data = loader.construct_document(node) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + first_line if mark else 1
        raise UnreadableFile(Problem(file, line, f"is not YAML: {error.problem}")) from None
    except ReaderError as error:
        line = text[: error.position].count("\n") + first_line
        raise UnreadableFile(Problem(file, line, f"is not YAML: {error.reason}")) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableFile(Problem(file, first_line, f"is not YAML: {error}")) from None
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(data, dict):
        raise UnreadableFile(Problem(file, first_line, "must be a list of `name: value`"))
    return data, positions


def _walk(
    node: yaml.Node | None, path: Path, lines: dict[Path, int], *, file: str, first_line: int
) -> None:
    if node is None:
        return
    line = node.start_mark.line + first_line  # marks count from 0
    lines.setdefault(path, line)
    if len(lines) > 20_000 or len(path) > 20:  # also what a nest of aliases runs into
        raise UnreadableFile(Problem(file, line, "is nested too deeply or too large"))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                raise UnreadableFile(
                    Problem(file, key.start_mark.line + first_line, f"`{name}` stands here twice")
                )
            seen.add(name)
            lines[(*path, name)] = key.start_mark.line + first_line
            _walk(value, (*path, name), lines, file=file, first_line=first_line)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines, file=file, first_line=first_line)


def split_sections(text: str, *, level: int, first_line: int) -> Iterator[Section]:
    """The sections under headings of exactly `level`; fenced code is no heading."""
    marker = "#" * level + " "
    fence = ""
    heading: tuple[str, int] | None = None
    kept: list[str] = []
    for number, line in enumerate(text.split("\n"), first_line):
        stripped = line.lstrip()
        if stripped.startswith(("```", "~~~")):
            mark = stripped[:3]
            fence = mark if not fence else ("" if fence == mark else fence)
        if not fence and line.startswith(marker):
            if heading:
                yield Section(heading[0], heading[1], "\n".join(kept).strip())
            heading, kept = (line[len(marker) :].strip(), number), []
        else:
            kept.append(line)
    if heading:
        yield Section(heading[0], heading[1], "\n".join(kept).strip())
