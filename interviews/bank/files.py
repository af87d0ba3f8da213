"""The catalogue's files as text, with what is wrong about them as files."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from interviews.domain.front_matter import Problem
from interviews.domain.packets.files import MAX_BYTES, text_fault

CATALOGUE_DIR = Path(__file__).resolve().parents[1] / "catalogue"
SUFFIXES = (".md", ".py", ".yaml", ".mmd")


@dataclass
class Files:
    """Texts by path below the catalogue's folder, and problems of files that could not be read."""

    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_files(root: Path) -> Files:
    """Every file below `root`. Too large, not UTF-8, a link or of no known type is a problem."""
    files = Files()
    for path in _files_below(root):
        name = path.relative_to(root).as_posix()
        try:
            files.texts[name] = _text_of(path)
        except _NotAcceptable as error:
            files.problems.append(Problem(name, error.line, str(error)))
    return files


class _NotAcceptable(Exception):
    def __init__(self, reason: str, *, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


def _files_below(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            yield Path(folder) / name


def _text_of(path: Path) -> str:
    if path.is_symlink():
        raise _NotAcceptable("is a link; the file itself belongs here")
    if path.suffix not in SUFFIXES:
        raise _NotAcceptable(f"is of no type that the catalogue knows ({', '.join(SUFFIXES)})")
    size = path.stat().st_size
    if size > MAX_BYTES:  # before anything is read
        raise _NotAcceptable(f"has {size:,} bytes; a file may have {MAX_BYTES:,}")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _NotAcceptable("is not UTF-8", line=raw[: error.start].count(b"\n") + 1) from None
    fault = text_fault(text)
    if fault:
        raise _NotAcceptable(fault[1], line=fault[0])
    return text
