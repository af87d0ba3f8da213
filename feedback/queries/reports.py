"""Released feedback, put together for its readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from feedback.domain.answers import HELPFULNESS
from feedback.models import Rating, Review
from feedback.permissions import can_read_review
from feedback.queries.changes import Revision, revisions_of
from feedback.queries.forms import reviews_with_forms
from interviews.models import Criterion, Leg


@dataclass(frozen=True)
class ReportLine:
    """A criterion: what the interviewer chose, with its anchor, and the own score beside it."""

    name: str
    ask: str
    score: int | None
    anchor: str  # of the score; empty without one
    evidence: str
    own_score: int | None
    own_anchor: str


@dataclass(frozen=True)
class HelpfulnessLine:
    name: str
    score: int
    words: str


@dataclass(frozen=True)
class Report:
    """What one reader may see of a leg. A review that they may not see is None."""

    leg: Leg
    role: str  # of the reader: "candidate", "interviewer" or "coach"
    review: Review | None  # the interviewer's on the candidate
    own: Review | None  # the candidate's on themself
    interviewing: Review | None  # the candidate's on the interviewer
    lines: Sequence[ReportLine]
    beats: Sequence[tuple[str, bool]]  # name, observed
    red_flags: Sequence[tuple[str, str]]  # name, where
    helpfulness: Sequence[HelpfulnessLine]
    revisions: Sequence[Revision]  # of the review, newest first
    interviewing_revisions: Sequence[Revision]
    count: int  # interviews of this kind whose feedback the candidate has, this one included


def report_of(leg_public_id: UUID, *, reader: User) -> Report | None:
    """The leg's report for `reader`; None when there is nothing of it that they may know.

    The two people of the leg get one as soon as the forms are open; it fills with the release.
    """
    reviews = {
        review.perspective: review
        for review in _with_answers().filter(leg__public_id=leg_public_id)
    }
    if not reviews:
        return None
    leg = next(iter(reviews.values())).leg
    readable = {
        perspective: review
        for perspective, review in reviews.items()
        if review.is_submitted and can_read_review(reader, review)
    }
    role = _role(reader, leg)
    if role == "coach" and Review.Perspective.INTERVIEWER not in readable:
        return None
    return _report(leg, role, readable)


def _with_answers() -> QuerySet[Review]:
    return reviews_with_forms().select_related("reply", "dispute")


def readable_review_about(reader: User, *, leg_public_id: UUID) -> Review | None:
    """What the other person of the leg wrote about `reader`, if they may read it by now."""
    review = (
        _with_answers()
        .filter(leg__public_id=leg_public_id, subject=reader)
        .exclude(author=reader)
        .first()
    )
    return review if review is not None and can_read_review(reader, review) else None


def _role(reader: User, leg: Leg) -> str:
    if reader.pk == leg.candidate_id:
        return "candidate"
    return "interviewer" if reader.pk == leg.interviewer_id else "coach"


def _report(leg: Leg, role: str, readable: dict[str, Review]) -> Report:
    review = readable.get(Review.Perspective.INTERVIEWER)
    own = readable.get(Review.Perspective.SELF)
    interviewing = readable.get(Review.Perspective.CANDIDATE)
    rubric = leg.rubric_version
    return Report(
        leg=leg,
        role=role,
        review=review,
        own=own,
        interviewing=interviewing,
        lines=_lines(rubric.criteria.all(), review, own),
        beats=[(beat["name"], beat["slug"] in review.beats) for beat in rubric.beats]
        if review
        else [],
        red_flags=[
            (flag["name"], review.red_flags[flag["slug"]])
            for flag in rubric.red_flags
            if flag["slug"] in review.red_flags
        ]
        if review
        else [],
        helpfulness=_helpfulness(interviewing),
        revisions=_revisions(review),
        interviewing_revisions=_revisions(interviewing),
        count=_released_on(leg.candidate, leg.kind).count() if review else 0,
    )


def _revisions(review: Review | None) -> list[Revision]:
    return revisions_of(review) if review is not None and review.revised_at else []


def _lines(
    criteria: QuerySet[Criterion], review: Review | None, own: Review | None
) -> list[ReportLine]:
    if review is None and own is None:
        return []
    theirs, mine = _ratings(review), _ratings(own)
    lines = []
    for criterion in criteria:
        anchors = dict(criterion.anchors)
        rating, self_rating = theirs.get(criterion.pk), mine.get(criterion.pk)
        score = rating.score if rating else None
        own_score = self_rating.score if self_rating else None
        lines.append(
            ReportLine(
                name=criterion.name,
                ask=criterion.ask,
                score=score,
                anchor=anchors[score] if score else "",
                evidence=rating.evidence if rating else "",
                own_score=own_score,
                own_anchor=anchors[own_score] if own_score else "",
            )
        )
    return lines


def _ratings(review: Review | None) -> dict[int, Rating]:
    return {rating.criterion_id: rating for rating in review.ratings.all()} if review else {}


def _helpfulness(review: Review | None) -> list[HelpfulnessLine]:
    if review is None:
        return []
    return [
        HelpfulnessLine(name, score, words[score - 1])
        for slug, (name, words) in HELPFULNESS.items()
        if (score := review.helpfulness.get(slug))
    ]


def _released_on(candidate: User, kind: str) -> QuerySet[Review]:
    return Review.objects.counted().filter(
        subject=candidate, perspective=Review.Perspective.INTERVIEWER, leg__kind=kind
    )


def released_reports(user: User) -> QuerySet[Review]:
    """Released reviews about `user` by others, newest session first, for the list."""
    return (
        Review.objects.released()
        .filter(subject=user)
        .exclude(author=user)
        .select_related("leg__session", "author__profile")
        .order_by("-leg__session__starts_at", "perspective", "-pk")
    )
