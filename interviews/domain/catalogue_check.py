"""Read a whole catalogue from its files and check what one file says of another."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from interviews.domain.catalogue import READERS
from interviews.domain.checker import Checker, Entry
from interviews.domain.front_matter import Problem, UnreadableFile, read_document

PACKET_FILE = "/packet.md"


@dataclass
class Catalogue:
    """Entries by folder and key: the slug, or "company/slug" for values and loops."""

    entries: dict[str, dict[str, Entry]] = field(
        default_factory=lambda: {folder: {} for folder in READERS}
    )
    problems: list[Problem] = field(default_factory=list)


def read_catalogue(files: dict[str, str]) -> Catalogue:
    """Read `{path below the catalogue's folder: text}`; every problem of every file is gathered.

    A folder with a packet.md is one packet: what else lies in it is the packet's material.
    """
    catalogue = Catalogue()
    folders = {path.removesuffix(PACKET_FILE) for path in files if path.endswith(PACKET_FILE)}
    materials: dict[str, dict[str, str]] = {folder: {} for folder in folders}
    documents: list[str] = []
    for file in sorted(files):
        folder = next((found for found in _folders_above(file) if found in folders), None)
        if folder is None or file == f"{folder}{PACKET_FILE}":
            documents.append(file)
        else:
            materials[folder][file.removeprefix(folder + "/")] = files[file]
    for file in documents:
        material = materials.get(file.removesuffix(PACKET_FILE), {})
        _read_file(catalogue, file, files[file], material)
    for folder_entries in catalogue.entries.values():
        for entry in folder_entries.values():
            _check_references(catalogue, entry)
    for entry in catalogue.entries["packets"].values():
        _check_rubric_notes(catalogue, entry)
        _check_loops(catalogue, entry)
        _check_root(catalogue, entry)
    catalogue.problems.sort(key=lambda problem: (problem.file, problem.line))
    return catalogue


def _folders_above(file: str) -> list[str]:
    return [str(folder) for folder in PurePosixPath(file).parents]


def _read_file(catalogue: Catalogue, file: str, text: str, material: dict[str, str]) -> None:
    path = PurePosixPath(file)
    reader = READERS.get(path.parts[0])
    if reader is None or len(path.parts) < 2:
        reason = f"lies in no folder of the catalogue ({', '.join(READERS)})"
        catalogue.problems.append(Problem(file, 1, reason))
        return
    if path.suffix != ".md":
        reason = "is no .md file, and no packet.md lies beside or above it"
        catalogue.problems.append(Problem(file, 1, reason))
        return
    try:
        check = Checker(read_document(text, file=file), material=material)
    except UnreadableFile as error:
        catalogue.problems.append(error.problem)
        return
    entry = reader(check)
    name = path.parent.name if file.endswith(PACKET_FILE) else path.stem
    if entry.slug and entry.slug != name:
        what = "folder" if file.endswith(PACKET_FILE) else "file"
        check.report(("slug",), f"`slug` is `{entry.slug}`, but the {what} is named `{name}`")
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


def _check_loops(catalogue: Catalogue, packet: Entry) -> None:
    """A packet names only loops that have a round of its kind."""
    for key in packet.references["loops"]:
        loop = catalogue.entries["loops"].get(key)
        kinds = {one["kind"] for one in loop.fields["rounds"]} if loop else set()
        if loop and packet.fields["kind"] not in kinds:
            line = _line_naming(packet, key)
            reason = f"the loop `{key}` has no round of the kind {packet.fields['kind']}"
            catalogue.problems.append(Problem(packet.document.file, line, reason))


def _check_root(catalogue: Catalogue, packet: Entry) -> None:
    """A variant is of a packet of its kind that is no variant itself."""
    for key in packet.references["packets"]:
        root = catalogue.entries["packets"].get(key)
        if root is None:
            continue
        reason = ""
        if root is packet or root.references["packets"]:
            reason = f"`{key}` is a variant itself; name the packet that it began with"
        elif root.fields["kind"] != packet.fields["kind"]:
            reason = f"`{key}` is of another kind"
        if reason:
            line = packet.document.line_of(("variant_of",))
            catalogue.problems.append(Problem(packet.document.file, line, reason))
