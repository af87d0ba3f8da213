"""Everything that can be said of one packet's files without running its code."""

from collections.abc import Mapping
from dataclasses import replace

from interviews.domain.checker import Checker, Entry
from interviews.domain.front_matter import Problem, UnreadableFile, read_document
from interviews.domain.packets.duplicates import fingerprint_of, likenesses
from interviews.domain.packets.files import MAIN_FILE, file_problems, path_in_packet, place_of
from interviews.domain.packets.prose import prose_problems
from interviews.domain.packets.reader import packet
from interviews.domain.packets.references import Known, misfits, unknown_references
from interviews.domain.packets.skeletons import placeholder_problems


def check_packet_files(
    files: Mapping[str, str], *, slug: str, known: Known, kind: str = "", number: int = 0
) -> tuple[Entry | None, list[Problem]]:
    """Read a packet from `{path within its folder: text}` and gather every problem in it.

    It is to be `slug`, of the `kind` ("": of any), with the version `number` (0: any), and to fit
    what is `known`. None if the files cannot be read at all. Problems name paths within the folder.
    """
    problems = list(file_problems(files))
    if problems:
        return None, problems
    try:
        document = read_document(files[MAIN_FILE], file=MAIN_FILE)
    except UnreadableFile as error:
        return None, [error.problem]
    place = place_of(str(document.data.get("kind", "")), slug)
    material = {path: text for path, text in files.items() if path != MAIN_FILE}
    check = Checker(replace(document, file=place), material=material)
    entry = packet(check)
    _check_identity(check, entry, slug=slug, kind=kind, number=number)
    found = [
        *check.problems,
        *unknown_references(entry, known.keys),
        *misfits(entry, known),
        *prose_problems(entry),
        *placeholder_problems({place: files[MAIN_FILE]}),
        *placeholder_problems({check.path_beside(path): text for path, text in material.items()}),
        *likenesses(entry, fingerprint_of(entry), known.prints),
    ]
    problems = [Problem(path_in_packet(one.file, place), one.line, one.reason) for one in found]
    return entry, sorted(problems, key=lambda one: (one.file != MAIN_FILE, one.file, one.line))


def _check_identity(check: Checker, entry: Entry, *, slug: str, kind: str, number: int) -> None:
    if entry.slug and entry.slug != slug:
        check.report(("slug",), f"`slug` is `{entry.slug}`, but this is the packet `{slug}`")
    if kind and entry.fields["kind"] and entry.fields["kind"] != kind:
        check.report(("kind",), f"`kind` is `{entry.fields['kind']}`, but this packet is {kind}")
    if number and entry.fields["number"] != number:
        reason = f"`version` is {entry.fields['number']}, but this is to be version {number}"
        check.report(("version",), reason)
