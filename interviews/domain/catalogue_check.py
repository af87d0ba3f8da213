"""Read a whole catalogue from its files and check what one file says of another."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from interviews.domain.catalogue import READERS, Checker, Entry
from interviews.domain.front_matter import Problem, UnreadableFile, read_document


@dataclass
class Catalogue:
    """Entries by folder and key: the slug, or "company/slug" for values and loops."""

    entries: dict[str, dict[str, Entry]] = field(
        default_factory=lambda: {folder: {} for folder in READERS}
    )
    problems: list[Problem] = field(default_factory=list)


def read_catalogue(files: dict[str, str]) -> Catalogue:
    """Read `{path below the catalogue's folder: text}`; every problem of every file is gathered."""
    catalogue = Catalogue()
    for file, text in sorted(files.items()):
        _read_file(catalogue, file, text)
    for folder in catalogue.entries.values():
        for entry in folder.values():
            _check_references(catalogue, entry)
    for entry in catalogue.entries["packets"].values():
        _check_rubric_notes(catalogue, entry)
    catalogue.problems.sort(key=lambda problem: (problem.file, problem.line))
    return catalogue


def _read_file(catalogue: Catalogue, file: str, text: str) -> None:
    path = PurePosixPath(file)
    reader = READERS.get(path.parts[0])
    if reader is None or len(path.parts) < 2:
        catalogue.problems.append(
            Problem(file, 1, f"lies in no folder of the catalogue ({', '.join(READERS)})")
        )
        return
    try:
        check = Checker(read_document(text, file=file))
    except UnreadableFile as error:
        catalogue.problems.append(error.problem)
        return
    entry = reader(check)
    if entry.slug and entry.slug != path.stem:
        check.report(("slug",), f"`slug` is `{entry.slug}`, but the file is named `{path.stem}`")
    folder = catalogue.entries[path.parts[0]]
    owner = entry.references.get("companies", [""])[0]
    key = f"{owner}/{entry.slug}" if owner else entry.slug
    if key in folder:
        other = folder[key].document.file
        check.report(("slug",), f"`{key}` is the slug of {other} too")
    folder[key] = entry
    catalogue.problems.extend(check.problems)


def _check_references(catalogue: Catalogue, entry: Entry) -> None:
    for folder, keys in entry.references.items():
        for key in keys:
            if key and key not in catalogue.entries[folder]:
                line = _line_naming(entry, key)
                reason = f"`{key}` is not in {folder}/"
                catalogue.problems.append(Problem(entry.document.file, line, reason))


def _line_naming(entry: Entry, key: str) -> int:
    """The first line of the front matter whose value is `key`."""
    for path, line in entry.document.lines.items():
        found: Any = entry.document.data
        try:
            for step in path:
                found = found[step]
        except (KeyError, IndexError, TypeError):
            continue
        if found == key:
            return line
    return 1


def _check_rubric_notes(catalogue: Catalogue, packet: Entry) -> None:
    """A packet's notes must be of exactly the criteria of its kind's rubric."""
    rubric = next(
        (
            entry
            for entry in catalogue.entries["rubrics"].values()
            if entry.fields["kind"] == packet.fields["kind"]
        ),
        None,
    )
    if rubric is None:
        return
    expected = {criterion["slug"] for criterion in rubric.fields["criteria"]}
    section = next(
        (found for found in packet.document.sections() if found.heading == "Rubric notes"), None
    )
    line = section.line if section else 1
    file = packet.document.file
    for slug in sorted(expected - set(packet.fields["rubric_notes"])):
        catalogue.problems.append(Problem(file, line, f"`## Rubric notes` lacks `### {slug}`"))
    for slug in sorted(set(packet.fields["rubric_notes"]) - expected):
        reason = f"`### {slug}` is no criterion of the rubric {rubric.slug}"
        catalogue.problems.append(Problem(file, line, reason))
