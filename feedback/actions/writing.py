"""Put answers into the rows of a form. Whether that may be is decided by the callers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from feedback.domain.answers import Answers
from feedback.models import Rating, Review


def columns_of(answers: Answers) -> Mapping[str, Any]:
    """The fields of Review that hold `answers`; the marks are rows of their own."""
    return {
        "recommendation": answers.recommendation,
        "beats": list(answers.beats),
        "red_flags": dict(answers.red_flags),
        "takeaways": list(answers.takeaways),
        "applied": answers.applied,
        "drill_key": answers.drill_key,
        "drill_name": answers.drill_name,
        "drill": answers.drill,
        "helpfulness": dict(answers.helpfulness),
        "comment": answers.comment,
    }


def write_marks(review: Review, answers: Answers) -> None:
    """Make the review's ratings those of `answers`."""
    criteria = {criterion.slug: criterion for criterion in review.leg.rubric_version.criteria.all()}
    kept = {
        slug: mark
        for slug, mark in answers.marks.items()
        if slug in criteria and (mark.is_given or mark.evidence)
    }
    Rating.objects.filter(review=review).exclude(criterion__slug__in=kept).delete()
    Rating.objects.bulk_create(
        [
            Rating(
                review=review,
                criterion=criteria[slug],
                score=mark.score,
                is_observed=mark.is_observed,
                evidence=mark.evidence,
            )
            for slug, mark in kept.items()
        ],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["score", "is_observed", "evidence"],
    )


def tidied(answers: Answers) -> Answers:
    """Without the takeaways that were left empty."""
    return replace(answers, takeaways=tuple(text for text in answers.takeaways if text.strip()))
