"""Packets as the files of a catalogue, byte for byte as they were published."""

from collections.abc import Iterator

from django.db.models import F

from interviews.domain.packets.files import catalogue_files
from interviews.models import Packet, PacketVersion


def files_of_version(version: PacketVersion) -> dict[str, str]:
    """Its texts by path below a catalogue's folder."""
    return catalogue_files(version.files, version.packet.kind, version.packet.slug)


def published_versions() -> Iterator[PacketVersion]:
    """The current version of every packet that new sessions may use."""
    versions = PacketVersion.objects.filter(
        packet__status=Packet.Status.PUBLISHED, packet__current=F("pk")
    )
    return versions.select_related("packet").order_by("packet__kind", "packet__slug").iterator()


def files_of_bank() -> dict[str, str]:
    """The texts of all published packets by path below a catalogue's folder."""
    files: dict[str, str] = {}
    for version in published_versions():
        files |= files_of_version(version)
    return files
