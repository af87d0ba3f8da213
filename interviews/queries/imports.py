"""What importing an upload would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from interviews.bank.archives import Upload
from interviews.domain.checker import is_slug
from interviews.domain.front_matter import Problem
from interviews.domain.packets.check import check_packet_files
from interviews.domain.packets.files import MAIN_FILE, file_problems, with_version
from interviews.domain.packets.references import Known
from interviews.models import Packet, PacketDraft
from interviews.queries.known import known_to_packets

NEW, NEW_VERSION, UNCHANGED, REFUSED = "new", "new version", "unchanged", "refused"


@dataclass(frozen=True)
class Planned:
    """One packet of an upload. `why` says of a refused one what stands against it."""

    slug: str
    outcome: str
    files: Mapping[str, str]
    title: str = ""
    packet: Packet | None = None
    why: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_begun(self) -> bool:
        return self.outcome in (NEW, NEW_VERSION)


@dataclass(frozen=True)
class Plan:
    """`problems`: files of the upload that are in no packet, or could not be read."""

    packets: list[Planned]
    problems: list[Problem]

    @property
    def begun(self) -> list[Planned]:
        return [one for one in self.packets if one.is_begun]


def plan_import(upload: Upload) -> Plan:
    """What would become of each packet of the upload, with every problem by file and line.

    A packet whose text has problems may be begun as a draft: it cannot be published before they
    are gone. Refused is what could not be kept as a draft at all.
    """
    known = known_to_packets()
    packets = Packet.objects.filter(slug__in=upload.packets).select_related("current")
    by_slug = {packet.slug: packet for packet in packets}
    drafts = PacketDraft.objects.open().filter(slug__in=upload.packets)
    drafted = set(drafts.values_list("slug", flat=True))
    planned = [
        _planned(slug, files, by_slug.get(slug), known=known, has_draft=slug in drafted)
        for slug, files in sorted(upload.packets.items())
    ]
    return Plan(planned, upload.problems)


def _planned(
    slug: str, files: Mapping[str, str], packet: Packet | None, *, known: Known, has_draft: bool
) -> Planned:
    current = packet.current if packet else None
    if current and _with_number(files, current.number) == current.files:
        return Planned(slug, UNCHANGED, files, title=current.title, packet=packet)
    unkeepable = list(file_problems(files))
    if unkeepable:
        why = "These files cannot be kept as a packet."
        return Planned(slug, REFUSED, files, packet=packet, why=why, problems=unkeepable)
    kind = packet.kind if packet else ""
    entry, problems = check_packet_files(files, slug=slug, known=known, kind=kind)
    title = entry.fields["title"] if entry else ""
    why = _why_refused(slug, entry.slug if entry else "", packet, has_draft=has_draft)
    outcome = REFUSED if why else NEW_VERSION if packet else NEW
    return Planned(slug, outcome, files, title, packet, why, problems)


def _why_refused(slug: str, named: str, packet: Packet | None, *, has_draft: bool) -> str:
    if named != slug:
        return "Its beginning cannot be read, or names another packet than its file or folder."
    if not is_slug(slug):
        return "Its name may hold lower-case letters, digits and single hyphens alone, at most 50."
    if has_draft:
        return "It has an open draft already: write on in that one, or discard it first."
    if packet is not None and packet.status != Packet.Status.PUBLISHED:
        return f"It is {packet.get_status_display().lower()} here. Restore it first."
    return ""


def _with_number(files: Mapping[str, str], number: int) -> dict[str, str]:
    return {**files, MAIN_FILE: with_version(files.get(MAIN_FILE, ""), number)}
