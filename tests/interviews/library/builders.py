"""Editors, and packets with tags, for the tests of the library."""

from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User
from interviews.models import Company, Loop, Packet, PacketVersion, Topic, Value
from tests.factories import PacketVersionFactory, UserFactory


def make_editor(**fields: Any) -> User:
    editor = UserFactory(**fields)
    editor.groups.add(Group.objects.get(name="Editors"))
    return editor


def make_topic(slug: str, *, kind: str = "coding") -> Topic:
    name = slug.replace("-", " ").capitalize()
    return Topic.objects.get_or_create(slug=slug, defaults={"name": name, "kind": kind})[0]


def make_packet(slug: str, *, topic: str = "", **fields: Any) -> Packet:
    """A published packet; fields of the packet, or of its version (`title`, `summary`, `files`)."""
    of_packet = {
        name: fields.pop(name) for name in ("status", "family", "level", "kind") if name in fields
    }
    packet = Packet.objects.create(
        slug=slug, **{"kind": "coding", "level": 3, "family": slug, "focus": topic, **of_packet}
    )
    if topic:
        packet.topics.add(make_topic(topic, kind=packet.kind))
    fields.setdefault("title", slug.replace("-", " ").capitalize())
    PacketVersionFactory(packet=packet, **fields)
    return packet


def add_version(packet: Packet, **fields: Any) -> PacketVersion:
    number = packet.versions.count() + 1
    version = PacketVersionFactory(packet=packet, number=number, **fields)
    packet.refresh_from_db()
    return version


def make_value(slug: str) -> Value:
    company = Company.objects.get_or_create(slug="netflix", defaults={"name": "Netflix"})[0]
    return Value.objects.create(company=company, slug=slug, name=slug, position=1, meaning="-")


def make_loop(slug: str) -> Loop:
    company = Company.objects.get_or_create(slug="netflix", defaults={"name": "Netflix"})[0]
    return Loop.objects.create(company=company, slug=slug, name=slug, summary="-")
