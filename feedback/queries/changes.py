"""What two wordings of a form differ in, in the words of its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.answers import HELPFULNESS, Answers, Mark, Sheet
from feedback.domain.versions import from_json
from feedback.models import Review, ReviewVersion
from feedback.queries.forms import answers_of, sheet_of


@dataclass(frozen=True)
class Change:
    """An answer that differs. Empty texts: there is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Revision:
    """A change of a form after its release; `number` is that of the version it led to."""

    number: int
    at: datetime
    changes: list[Change]


def changes_between(before: Answers, after: Answers, sheet: Sheet) -> list[Change]:
    """Every answer that differs, in the order of the form."""
    pairs = zip(_lines(before, sheet), _lines(after, sheet), strict=True)
    return [Change(label, old, new) for (label, old), (_, new) in pairs if old != new]


def revisions_of(review: Review) -> list[Revision]:
    """How the form was changed after its release, newest first. One query."""
    sheet = sheet_of(review)
    versions = list(ReviewVersion.objects.filter(review=review).order_by("number"))
    wordings = [*(from_json(version.answers) for version in versions), answers_of(review)]
    revisions = [
        Revision(version.number + 1, version.replaced_at, changes_between(before, after, sheet))
        for version, before, after in zip(versions, wordings, wordings[1:], strict=False)
    ]
    return revisions[::-1]


def _lines(answers: Answers, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Label and words of every answer that the form can have."""
    for slug, name in sheet.criteria:
        mark = answers.marks.get(slug, Mark())
        yield name, _level(mark)
        yield f"{name}: evidence", mark.evidence
    yield "Observed", _names(answers.beats, sheet.beats)
    for slug, name in sheet.red_flags:
        where = answers.red_flags.get(slug)
        yield f"Red flag: {name}", "" if where is None else where or "ticked"
    yield "Takeaway of last time", Review.Applied(answers.applied).label if answers.applied else ""
    yield (
        "Recommendation",
        (Review.Recommendation(answers.recommendation).label if answers.recommendation else ""),
    )
    yield "Takeaways", "\n".join(text for text in answers.takeaways if text.strip())
    yield "Next drill", answers.drill_name
    yield "Next drill: what of it, and why", answers.drill
    for slug, (name, _) in HELPFULNESS.items():
        yield name, str(answers.helpfulness.get(slug, ""))
    yield "Comment", answers.comment


def _level(mark: Mark) -> str:
    if not mark.is_observed:
        return "Not observed"
    return "" if mark.score is None else f"{mark.score} of 4"


def _names(slugs: tuple[str, ...], named: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(name for slug, name in named if slug in slugs)
