"""Reading checked values out of one file of the catalogue."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from interviews.domain.front_matter import (
    Document,
    Path,
    Problem,
    UnreadableFile,
    read_yaml_document,
)
from interviews.domain.trial import Trial

KINDS = ("recruiter_screen", "take_home_review", "coding", "system_design", "behavioural")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def is_slug(text: str) -> bool:
    return len(text) <= 50 and _SLUG.match(text) is not None


@dataclass(frozen=True)
class Entry:
    """One checked file: its document, and its fields by the names of the models.

    `trial` is what a packet's code must stand before it is believed; `material` the text of the
    files beside the document, by their path from it.
    """

    document: Document
    slug: str
    fields: dict[str, Any]
    references: dict[str, list[str]] = field(default_factory=dict)
    trial: Trial | None = None
    material: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, str]:
        """A packet's files as they are, by path within its folder."""
        return {"packet.md": self.document.text, **self.material}

    @property
    def focus(self) -> str:
        """What a packet counts as: its first topic, of a behavioural one its first value."""
        of = "values" if self.fields["kind"] == "behavioural" else "topics"
        return next(iter(self.references[of]), "")


class Checker:
    """Reads fields out of a document and gathers every problem instead of stopping at the first.

    `material` is the text of the files that lie beside the document, by their path from it.
    """

    def __init__(self, document: Document, *, material: Mapping[str, str] | None = None) -> None:
        self.document = document
        self.material = material or {}
        self.problems: list[Problem] = []

    def path_beside(self, name: str) -> str:
        return str(PurePosixPath(self.document.file).parent / name)

    def beside(self, name: str) -> "Checker | None":
        """A checker of the YAML file `name` beside the document; its problems come to ours."""
        if name not in self.material:
            self.report_line(1, f"needs the file {name} beside it")
            return None
        try:
            document = read_yaml_document(self.material[name], file=self.path_beside(name))
        except UnreadableFile as error:
            self.problems.append(error.problem)
            return None
        other = Checker(document)
        other.problems = self.problems
        return other

    def report(self, path: Path, reason: str) -> None:
        self.report_line(self.document.line_of(path), reason)

    def report_line(self, line: int, reason: str) -> None:
        self.problems.append(Problem(self.document.file, line, reason))

    def report_at(self, file: str, line: int, reason: str) -> None:
        self.problems.append(Problem(file, line, reason))

    def report_beside(self, name: str, line: int, reason: str) -> None:
        self.report_at(self.path_beside(name), line, reason)

    def value(self, path: Path) -> Any:
        found: Any = self.document.data
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def text(self, *path: str | int, limit: int = 300, optional: bool = False) -> str:
        value = self.value(path)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.report(path, f"needs `{path[-1]}`: some text")
            return ""
        if len(value) > limit:
            self.report(path, f"`{path[-1]}` is longer than {limit} characters")
        return value.strip()

    def day(self, *path: str | int) -> date | None:
        value = self.value(path)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.report(path, f"needs `{path[-1]}`: a date such as 2026-11-01")
        return None

    def slug(self, *path: str | int) -> str:
        value = self.text(*path, limit=50)
        if value and not _SLUG.match(value):
            self.report(path, f"`{value}` is no slug: lower-case letters, digits and hyphens")
        return value

    def number(self, *path: str | int, least: float = 0, most: float = 1000) -> float:
        value = self.value(path)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or (isinstance(value, float) and not math.isfinite(value)):
            self.report(path, f"needs `{path[-1]}`: a number")
            return least
        if not least <= value <= most:
            self.report(path, f"`{path[-1]}` must be from {least:g} to {most:g}, not {value}")
        return value

    def whole(self, *path: str | int, least: int = 0, most: int = 1000) -> int:
        value = self.number(*path, least=least, most=most)
        if value != int(value):
            self.report(path, f"`{path[-1]}` must be a whole number")
        return int(value)

    def flag(self, *path: str | int) -> bool:
        value = self.value(path)
        if value not in (None, True, False):
            self.report(path, f"`{path[-1]}` must be true or false")
        return value is True

    def choice(self, *path: str | int, of: Iterable[str]) -> str:
        value = self.text(*path)
        if value and value not in of:
            self.report(path, f"`{path[-1]}` is `{value}`; it must be one of {', '.join(of)}")
        return value

    def items(self, *path: str | int, least: int = 0) -> list[Any]:
        value = self.value(path)
        if value is None and not least:
            return []
        if not isinstance(value, list):
            self.report(path, f"needs `{path[-1]}`: a list")
            return []
        if len(value) < least:
            self.report(path, f"`{path[-1]}` needs at least {least} entries")
        return value

    def words(self, *path: str | int, least: int = 0) -> list[str]:
        return [self.text(*path, n) for n in range(len(self.items(*path, least=least)))]
