"""What the site's catalogue holds for a packet to name, and to be unlike."""

from collections import defaultdict
from dataclasses import replace

from interviews.domain.front_matter import UnreadableFile, split_document
from interviews.domain.packets.duplicates import Fingerprint, fingerprint
from interviews.domain.packets.files import MAIN_FILE
from interviews.domain.packets.references import Known, KnownPacket, KnownRubric
from interviews.models import (
    Competency,
    Criterion,
    Loop,
    Packet,
    PacketVersion,
    Round,
    Rubric,
    Topic,
    Value,
)

# By id and hash of the version. A published version never changes, so this is never stale; a
# process that lacks one reads it.
_prints: dict[tuple[int, str], Fingerprint] = {}


def known_to_packets() -> Known:
    """The site's catalogue, which may differ from the files of the repository."""
    rounds: dict[int, set[str]] = defaultdict(set)
    for loop_id, kind in Round.objects.values_list("loop_id", "kind"):
        rounds[loop_id].add(kind)
    loops = {
        f"{company}/{slug}": frozenset(rounds[pk])
        for pk, company, slug in Loop.objects.values_list("pk", "company__slug", "slug")
    }
    packets = list(Packet.objects.values_list("slug", "kind", "family"))
    return Known(
        keys={
            "topics": set(Topic.objects.values_list("slug", flat=True)),
            "values": {
                f"{company}/{slug}"
                for company, slug in Value.objects.values_list("company__slug", "slug")
            },
            "competencies": set(Competency.objects.values_list("slug", flat=True)),
            "loops": loops,
            "packets": {slug for slug, _, _ in packets},
        },
        loop_kinds=loops,
        rubrics=_rubrics(),
        packets={
            slug: KnownPacket(kind, family if family != slug else "")
            for slug, kind, family in packets
        },
        prints=published_prints(),
    )


def _rubrics() -> dict[str, KnownRubric]:
    criteria: dict[int, set[str]] = defaultdict(set)
    current = Rubric.objects.exclude(current=None)
    found = Criterion.objects.filter(rubric_version__in=current.values("current"))
    for version_id, slug in found.values_list("rubric_version_id", "slug"):
        criteria[version_id].add(slug)
    return {
        kind: KnownRubric(slug, frozenset(criteria[version_id]))
        for kind, slug, version_id in current.order_by("-pk").values_list(
            "kind", "slug", "current_id"
        )
    }


def published_prints() -> list[Fingerprint]:
    """What the current version of every packet is compared by, retired and leaked ones too."""
    packets = (
        Packet.objects.exclude(current=None)
        .order_by("slug")
        .values_list("slug", "family", "current_id", "current__content_sha256")
    )
    current = {(pk, sha256): (slug, family) for slug, family, pk, sha256 in packets}
    missing = [pk for pk, _ in current.keys() - _prints.keys()]
    versions = PacketVersion.objects.filter(pk__in=missing)
    for version in versions.only("candidate_brief", "content_sha256", "files") if missing else ():
        _prints[version.pk, version.content_sha256] = _print_of(version)
    # the family is the packet's, which may change; the text is the version's, which does not
    return [
        replace(_prints[key], name=f"the packet {slug}", slug=slug, family=family)
        for key, (slug, family) in current.items()
        if key in _prints
    ]


def _print_of(version: PacketVersion) -> Fingerprint:
    text = version.files.get(MAIN_FILE, "")
    try:
        lines, end = split_document(text, file=MAIN_FILE)
    except UnreadableFile:  # a version without files: its brief alone is compared
        lines, end = [], 0
    body = "\n".join(lines[end + 1 :])
    return fingerprint(name="", slug="", family="", brief=version.candidate_brief, body=body)
