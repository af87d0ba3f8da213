"""What all kinds of material share."""

from dataclasses import dataclass
from typing import Any

from interviews.domain.checker import Checker
from interviews.domain.packets.files import MATERIAL_FILES, MATERIAL_FOLDERS
from interviews.domain.trial import Trial


@dataclass(frozen=True)
class Material:
    """Fields of the packet's version, and what is to be run before anybody trusts them."""

    fields: dict[str, Any]
    trial: Trial | None = None


def report_unknown_files(check: Checker, kind: str) -> None:
    for name in sorted(check.material):
        folder, slash, rest = name.rpartition("/")
        in_folder = folder + slash in MATERIAL_FOLDERS.get(kind, ()) and rest.endswith(".py")
        if name not in MATERIAL_FILES.get(kind, ()) and not in_folder:
            check.report_beside(name, 1, "is no file of such a packet")


def fenced(code: str, *, language: str = "python") -> str:
    """Code as Markdown; the fence is longer than any inside."""
    ticks = "```"
    while ticks in code:
        ticks += "`"
    return f"{ticks}{language}\n{code.strip()}\n{ticks}"
