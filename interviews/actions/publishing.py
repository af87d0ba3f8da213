"""Writing a checked packet into the database as its next version."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from interviews.domain.checker import Entry
from interviews.models import Competency, Loop, Packet, PacketVersion, Topic, Value


class AlreadyPublished(Exception):
    """There is a version of this number with another content; the message says so."""


@transaction.atomic
def publish_version(entry: Entry, *, published_at: datetime | None) -> PacketVersion:
    """The packet of `entry` with this version of it; an equal one that is there stays as it is.

    `published_at` (UTC) is None for what comes from the catalogue's files. The highest number is
    the current version, whose tags are the packet's. Raises AlreadyPublished.
    """
    fields = dict(entry.fields)
    kind, number, level = fields.pop("kind"), fields.pop("number"), fields.pop("level")
    packet, _ = Packet.objects.get_or_create(
        slug=entry.slug, defaults={"kind": kind, "level": level, "family": entry.slug}
    )
    sha256 = content_sha256(entry)
    version, is_new = PacketVersion.objects.get_or_create(
        packet=packet,
        number=number,
        defaults={
            **fields,
            **{"content_sha256": sha256, "files": entry.files, "published_at": published_at},
        },
    )
    if not is_new and version.content_sha256 != sha256:
        raise AlreadyPublished(
            f"differs from version {number} that is already published; raise `version`"
        )
    if not version.files:  # loaded before the files themselves were kept
        PacketVersion.objects.filter(pk=version.pk).update(files=entry.files)
    make_current(packet, version)
    if packet.current == version:  # else the site has published a newer one: its tags stand
        _set_tags(packet, entry)
    return version


def content_sha256(entry: Entry) -> str:
    document = entry.document
    data = repr((sorted(document.data.items(), key=str), document.body.strip()))
    if entry.material:
        data += repr(sorted(entry.material.items()))
    return hashlib.sha256(data.encode()).hexdigest()


def make_current(owner: Any, version: Any) -> None:
    """The highest published number is the one that new sessions use."""
    if owner.current is None or owner.current.number < version.number:
        owner.current = version
        owner.save(update_fields=["current"])


def _set_tags(packet: Packet, entry: Entry) -> None:
    packet.kind, packet.level = entry.fields["kind"], entry.fields["level"]
    packet.family = next(iter(entry.references["packets"]), packet.slug)
    packet.focus = entry.focus
    packet.save(update_fields=["kind", "level", "family", "focus"])
    packet.topics.set(Topic.objects.filter(slug__in=entry.references["topics"]))
    packet.competencies.set(Competency.objects.filter(slug__in=entry.references["competencies"]))
    packet.values.set(_values_named(entry.references["values"]))
    packet.loops.set(_loops_named(entry.references["loops"]))


def _values_named(keys: list[str]) -> list[Value]:
    values = Value.objects.select_related("company")
    return [found for found in values if f"{found.company.slug}/{found.slug}" in keys]


def _loops_named(keys: list[str]) -> list[Loop]:
    loops = Loop.objects.select_related("company")
    return [found for found in loops if f"{found.company.slug}/{found.slug}" in keys]
