"""Bring a checked catalogue into the database. Doing it twice changes nothing."""

from django.db import transaction

from interviews.actions.publishing import (
    AlreadyPublished,
    content_sha256,
    make_current,
    publish_version,
)
from interviews.domain.catalogue_check import Catalogue
from interviews.domain.checker import Entry
from interviews.domain.front_matter import Problem
from interviews.models import (
    Company,
    Competency,
    Criterion,
    Loop,
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


def _load_rubric(entry: Entry) -> Problem | None:
    fields = dict(entry.fields)
    kind, number, criteria = fields.pop("kind"), fields.pop("number"), fields.pop("criteria")
    rubric, _ = Rubric.objects.update_or_create(slug=entry.slug, defaults={"kind": kind})
    sha256 = content_sha256(entry)
    version, is_new = RubricVersion.objects.get_or_create(
        rubric=rubric, number=number, defaults={**fields, "content_sha256": sha256}
    )
    if not is_new and version.content_sha256 != sha256:
        line = entry.document.line_of(("version",))
        reason = f"differs from version {number} that is already published; raise `version`"
        return Problem(entry.document.file, line, reason)
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
    make_current(rubric, version)
    return None


def _load_packet(entry: Entry) -> Problem | None:
    try:
        publish_version(entry, published_at=None)
    except AlreadyPublished as refusal:
        line = entry.document.line_of(("version",))
        return Problem(entry.document.file, line, str(refusal))
    return None


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
