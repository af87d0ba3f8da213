"""The criteria in which somebody differs as an interviewer, for that person alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from feedback.domain.own_criteria import FormScores, criteria_that_differ
from feedback.models import Rating, Review
from interviews.models import Kind

NEWEST = 60  # forms of one's own that are looked at
_COLUMNS = (
    *("review_id", "review__subject_id", "review__author_id", "review__leg__kind"),
    *("criterion__slug", "score"),
)


@dataclass(frozen=True)
class CriterionApart:
    name: str
    kind: str  # in words
    is_lower: bool


def criteria_apart(user: User) -> list[CriterionApart]:
    """At most two, the surest first: three queries, and one for the name of each.

    What others gave the same candidates goes in, from released forms that count; of that only
    the names of the criteria and the direction come out.
    """
    written = Review.objects.counted().filter(perspective=Review.Perspective.INTERVIEWER)
    newest = written.filter(author=user).order_by("-leg__session__starts_at", "-pk")[:NEWEST]
    own = _forms(_given().filter(review__in=list(newest.values_list("pk", flat=True))))
    on_the_same = written.filter(subject__in={form.candidate for form in own}).exclude(author=user)
    others = _forms(_given().filter(review__in=on_the_same))
    return [
        CriterionApart(_name(one.kind, one.criterion), str(Kind(one.kind).label), one.is_lower)
        for one in criteria_that_differ(own, others)
    ]


def _given() -> QuerySet[Rating, Any]:
    return Rating.objects.filter(score__isnull=False).values_list(*_COLUMNS)


def _forms(rows: Iterable[tuple[Any, ...]]) -> list[FormScores]:
    scores: dict[tuple[Any, ...], dict[str, int]] = defaultdict(dict)
    for *form, criterion, score in rows:
        scores[tuple(form)][criterion] = score
    return [
        FormScores(candidate, author, kind, levels)
        for (_, candidate, author, kind), levels in scores.items()
    ]


def _name(kind: str, slug: str) -> str:
    """As it was called last."""
    called = Rating.objects.filter(review__leg__kind=kind, criterion__slug=slug)
    return str(called.order_by("-pk").values_list("criterion__name", flat=True)[0])
