"""A packet's files as such: how they may be named, how large they may be, what may be in them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from interviews.domain.checker import KINDS
from interviews.domain.front_matter import Problem

MAIN_FILE = "packet.md"
MAX_BYTES = 400_000
MAX_BYTES_OF_A_PACKET = 1_000_000
MAX_FILES = 60
# Beside packet.md, by kind: files of a fixed name, and folders of Python files.
MATERIAL_FILES = {
    "coding": ("starter.py", "solution.py", "cases.yaml", "checks.py"),
    "system_design": ("estimates.yaml", "diagram.mmd"),
    "take_home_review": ("faults.yaml", "checks.py"),
}
MATERIAL_FOLDERS = {"coding": ("wrong/",), "take_home_review": ("code/", "improved/")}

_PATH = re.compile(
    r"(?:[A-Za-z0-9_-]{1,60}/)?[A-Za-z0-9_-][A-Za-z0-9_.-]{0,59}\.(?:md|py|yaml|mmd)\Z"
)
_VERSION = re.compile(r"^version:[^\n]*$", re.MULTILINE)


def text_fault(text: str) -> tuple[int, str] | None:
    """Line and reason why `text` is no text of ours: lines end with LF, and no byte is zero."""
    for character, reason in (
        ("\r", "ends its lines with CR; lines end with LF alone"),
        ("\0", "holds a zero byte"),
    ):
        if character in text:
            return text[: text.index(character)].count("\n") + 1, reason
    return None


def file_problems(files: Mapping[str, str]) -> Iterator[Problem]:
    """Why these cannot be kept as files of a packet, whatever is written in them."""
    if MAIN_FILE not in files:
        yield Problem(MAIN_FILE, 1, "is missing: it is what makes the files a packet")
    if len(files) > MAX_FILES:
        yield Problem(MAIN_FILE, 1, f"has {len(files)} files; a packet may have {MAX_FILES}")
    total = 0
    for path, text in files.items():
        if not _PATH.match(path):
            reason = "is no name of a file: letters, digits, - and _, then .md, .py, .yaml or .mmd"
            yield Problem(path[:80], 1, reason)
        fault = text_fault(text)
        if fault:
            yield Problem(path[:80], *fault)
        size = len(text.encode(errors="replace"))
        total += size
        if size > MAX_BYTES:
            yield Problem(path[:80], 1, f"has {size:,} bytes; a file may have {MAX_BYTES:,}")
    if total > MAX_BYTES_OF_A_PACKET:
        reason = f"and its files have {total:,} bytes; all may have {MAX_BYTES_OF_A_PACKET:,}"
        yield Problem(MAIN_FILE, 1, reason)


def place_of(kind: str, slug: str) -> str:
    """Where packet.md lies below a catalogue's folder."""
    if kind in KINDS and kind not in MATERIAL_FILES:
        return f"packets/{kind}/{slug}.md"
    return f"packets/{kind if kind in KINDS else 'unknown'}/{slug}/{MAIN_FILE}"


def catalogue_files(files: Mapping[str, str], kind: str, slug: str) -> dict[str, str]:
    """A packet's files by where they lie below a catalogue's folder."""
    main = place_of(kind, slug)
    folder = PurePosixPath(main).parent
    return {main if path == MAIN_FILE else str(folder / path): text for path, text in files.items()}


def path_in_packet(file: str, main: str) -> str:
    """Of a path below a catalogue, the path in the folder of the packet whose file `main` is."""
    if file == main:
        return MAIN_FILE
    folder = str(PurePosixPath(main).parent)
    return file.removeprefix(f"{folder}/")


def with_version(text: str, number: int) -> str:
    """The text of a packet.md that says it is version `number`; all else is as it was."""
    if not text.startswith("---\n"):
        return text
    end = text.find("\n---", 3)
    if end < 0:
        return text
    head = _VERSION.sub(f"version: {number}", text[:end], count=1)
    return head + text[end:]
