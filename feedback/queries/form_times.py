"""When forms got the ratings that they have, and when their candidates could first read those."""

from collections import defaultdict
from datetime import datetime

import numpy as np

from feedback.domain.answers import Answers
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.unfair_raters.retaliation import Times
from feedback.domain.versions import from_json
from feedback.models import Rating, Review, ReviewVersion
from feedback.models.reviews import ReviewQuerySet
from feedback.queries.readiness_forms import CHUNK, FormsRead

Given = tuple[dict[str, int | None], int | None]  # scores by criterion, recommendation


def times_of(read: FormsRead) -> Times:
    """In the order of `read.reviews`. Five queries, whatever their number.

    A change of words alone gives no new ratings. Nobody reads what was said of them before they
    have rated themself; a form that went in the meantime was never read.
    """
    rated_at, self_rated_at = _rated_after_release(), _self_rated_at()
    written = np.full(len(read.reviews), np.inf)
    first_read = np.full(len(read.reviews), np.inf)
    place = {int(pk): at for at, pk in enumerate(read.reviews)}
    columns = ("pk", "leg_id", "saved_at", "submitted_at", "released_at")
    rows = _on_candidates().values_list(*columns)
    for pk, leg, saved_at, submitted_at, released_at in rows.iterator(CHUNK):
        if pk not in place:
            continue
        given_at = rated_at.get(pk, saved_at or submitted_at)
        written[place[pk]] = day_of(given_at)
        own_at = self_rated_at.get(leg, released_at)
        if own_at is not None:
            first_read[place[pk]] = day_of(max(given_at, released_at, own_at))
    return Times(written=written, read=first_read)


def _on_candidates() -> ReviewQuerySet:
    return Review.objects.released().filter(perspective=Review.Perspective.INTERVIEWER)


def _self_rated_at() -> dict[int, datetime | None]:
    """By leg; None where it is still owed."""
    own = Review.objects.filter(perspective=Review.Perspective.SELF)
    return dict(own.values_list("leg_id", "submitted_at").iterator(CHUNK))


def _rated_after_release() -> dict[int, datetime]:
    """When the ratings of forms that were changed after their release were last changed."""
    revised = _on_candidates().exclude(revised_at=None)
    said = revised.values_list("pk", "recommendation")
    now_given: dict[int, Given] = {pk: ({}, recommendation) for pk, recommendation in said}
    known = {"review__in": list(now_given)}  # and none that is changed at this moment
    marks = Rating.objects.filter(**known, score__isnull=False)
    for pk, slug, score in marks.values_list("review_id", "criterion__slug", "score"):
        now_given[pk][0][slug] = score
    versions = defaultdict[int, list[ReviewVersion]](list)
    for version in ReviewVersion.objects.filter(**known).order_by("review", "number"):
        versions[version.review_id].append(version)
    return {pk: _last_change(own, now_given[pk]) for pk, own in versions.items()}


def _last_change(versions: list[ReviewVersion], given: Given) -> datetime:
    at = versions[0].stood_since_at
    wordings = [*(_given(from_json(version.answers)) for version in versions), given]
    for version, before, after in zip(versions, wordings, wordings[1:], strict=False):
        if before != after:
            at = version.replaced_at
    return at


def _given(answers: Answers) -> Given:
    marks = answers.marks.items()
    return {slug: mark.score for slug, mark in marks if mark.score}, answers.recommendation
