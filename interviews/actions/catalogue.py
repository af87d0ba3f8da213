"""Bring a checked catalogue into the database. Doing it twice changes nothing."""

import hashlib
from typing import Any

from django.db import transaction

from interviews.domain.catalogue_check import Catalogue
from interviews.domain.checker import Entry
from interviews.domain.front_matter import Problem
from interviews.models import (
    Company,
    Competency,
    Criterion,
    Loop,
    Packet,
    PacketVersion,
    Round,
    Rubric,
    RubricVersion,
    Topic,
    Value,
)


class CannotLoadCatalogue(Exception):
    """The files contradict what is already published; `problems` names file, line and reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@transaction.atomic
def load_catalogue(catalogue: Catalogue) -> dict[str, int]:
    """Write all entries; return how many of each folder were read.

    Published versions never change: a file whose text differs from the loaded version of the
    same number raises CannotLoadCatalogue, and nothing at all is written.
    """
    if catalogue.problems:
        raise CannotLoadCatalogue(catalogue.problems)
    entries = catalogue.entries
    for entry in entries["companies"].values():
        Company.objects.update_or_create(slug=entry.slug, defaults=entry.fields)
    for entry in entries["competencies"].values():
        Competency.objects.update_or_create(slug=entry.slug, defaults=entry.fields)
    for entry in entries["topics"].values():
        Topic.objects.update_or_create(slug=entry.slug, defaults=entry.fields)
    for entry in entries["values"].values():
        Value.objects.update_or_create(
            company=_company_of(entry), slug=entry.slug, defaults=entry.fields
        )
    changed = [_load_rubric(entry) for entry in entries["rubrics"].values()]
    for entry in entries["loops"].values():
        _load_loop(entry)
    changed += [_load_packet(entry) for entry in entries["packets"].values()]
    problems = [problem for problem in changed if problem]
    if problems:
        raise CannotLoadCatalogue(problems)
    return {folder: len(found) for folder, found in entries.items()}


def _company_of(entry: Entry) -> Company:
    return Company.objects.get(slug=entry.references["companies"][0])


def _content_sha256(entry: Entry) -> str:
    document = entry.document
    data = repr((sorted(document.data.items(), key=str), document.body.strip()))
    if entry.material:
        data += repr(sorted(entry.material.items()))
    return hashlib.sha256(data.encode()).hexdigest()


def _changed_after_publication(entry: Entry, number: int) -> Problem:
    return Problem(
        entry.document.file,
        entry.document.line_of(("version",)),
        f"differs from version {number} that is already published; raise `version`",
    )


def _load_rubric(entry: Entry) -> Problem | None:
    fields = dict(entry.fields)
    kind, number, criteria = fields.pop("kind"), fields.pop("number"), fields.pop("criteria")
    rubric, _ = Rubric.objects.update_or_create(slug=entry.slug, defaults={"kind": kind})
    sha256 = _content_sha256(entry)
    version, is_new = RubricVersion.objects.get_or_create(
        rubric=rubric, number=number, defaults={**fields, "content_sha256": sha256}
    )
    if not is_new and version.content_sha256 != sha256:
        return _changed_after_publication(entry, number)
    if is_new:
        competencies = {found.slug: found for found in Competency.objects.all()}
        Criterion.objects.bulk_create(
            Criterion(
                rubric_version=version,
                position=position,
                **{**criterion, "competency": competencies[criterion["competency"]]},
            )
            for position, criterion in enumerate(criteria, start=1)
        )
    _make_current(rubric, version)
    return None


def _load_packet(entry: Entry) -> Problem | None:
    fields = dict(entry.fields)
    kind, number, level = fields.pop("kind"), fields.pop("number"), fields.pop("level")
    packet, _ = Packet.objects.get_or_create(
        slug=entry.slug, defaults={"kind": kind, "level": level, "family": entry.slug}
    )
    sha256 = _content_sha256(entry)
    version, is_new = PacketVersion.objects.get_or_create(
        packet=packet,
        number=number,
        defaults={**fields, "content_sha256": sha256, "files": entry.files},
    )
    if not is_new and version.content_sha256 != sha256:
        return _changed_after_publication(entry, number)
    if not version.files:  # loaded before the files themselves were kept
        PacketVersion.objects.filter(pk=version.pk).update(files=entry.files)
    _make_current(packet, version)
    if packet.current == version:  # else the site has published a newer one: its tags stand
        _set_tags(packet, entry)
    return None


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


def _make_current(owner: Any, version: Any) -> None:
    """The highest published number is the one that new sessions use."""
    if owner.current is None or owner.current.number < version.number:
        owner.current = version
        owner.save(update_fields=["current"])


def _load_loop(entry: Entry) -> None:
    fields = dict(entry.fields)
    rounds = fields.pop("rounds")
    loop, _ = Loop.objects.update_or_create(
        company=_company_of(entry), slug=entry.slug, defaults=fields
    )
    rubrics = {rubric.slug: rubric for rubric in Rubric.objects.all()}
    for position, one in enumerate(rounds, start=1):
        Round.objects.update_or_create(
            loop=loop,
            slug=one["slug"],
            defaults={**one, "position": position, "rubric": rubrics[one["rubric"]]},
        )
    loop.rounds.exclude(slug__in=[one["slug"] for one in rounds]).delete()
