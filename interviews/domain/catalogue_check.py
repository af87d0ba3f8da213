"""Read a whole catalogue from its files and check what one file says of another."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from interviews.domain.catalogue import READERS
from interviews.domain.checker import Checker, Entry
from interviews.domain.front_matter import Problem, UnreadableFile, read_document
from interviews.domain.packets.references import (
    Known,
    KnownPacket,
    KnownRubric,
    misfits,
    unknown_references,
)

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
    known = _known(catalogue)
    for folder_entries in catalogue.entries.values():
        for entry in folder_entries.values():
            catalogue.problems.extend(unknown_references(entry, known.keys))
    for entry in catalogue.entries["packets"].values():
        catalogue.problems.extend(misfits(entry, known))
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


def _known(catalogue: Catalogue) -> Known:
    """What one packet of a catalogue may say of the rest of it."""
    entries = catalogue.entries
    rubrics: dict[str, KnownRubric] = {}
    for rubric in entries["rubrics"].values():
        criteria = frozenset(criterion["slug"] for criterion in rubric.fields["criteria"])
        rubrics.setdefault(rubric.fields["kind"], KnownRubric(rubric.slug, criteria))
    return Known(
        keys=entries,
        loop_kinds={
            key: frozenset(one["kind"] for one in loop.fields["rounds"])
            for key, loop in entries["loops"].items()
        },
        rubrics=rubrics,
        packets={
            slug: KnownPacket(packet.fields["kind"], "".join(packet.references["packets"]))
            for slug, packet in entries["packets"].items()
        },
    )
