"""A form with what is needed to show, fill and judge it."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from feedback.domain.answers import Answers, Mark, Sheet
from feedback.models import Rating, Review
from interviews.models import Criterion


def reviews_with_forms() -> QuerySet[Review]:
    """Reviews with leg, session, rubric, criteria, packet version, people and ratings."""
    criteria = Criterion.objects.select_related("competency").order_by("position")
    return (
        Review.objects.select_related("leg__session", "leg__rubric_version", "leg__packet_version")
        .select_related("author__profile", "subject__profile")
        .select_related("leg__candidate__profile", "leg__interviewer__profile")
        .select_related("leg__candidate__preparation")
        .prefetch_related(
            Prefetch("leg__rubric_version__criteria", queryset=criteria),
            Prefetch("ratings", queryset=Rating.objects.select_related("criterion")),
        )
    )


def review_written_by(user: User, *, public_id: UUID) -> Review | None:
    """The review if `user` is its author, as `reviews_with_forms` gives it."""
    return reviews_with_forms().filter(author=user, public_id=public_id).first()


def sheet_of(review: Review) -> Sheet:
    """The questions of the review's form, from its leg's rubric version."""
    rubric = review.leg.rubric_version
    return Sheet(
        perspective=review.perspective,
        criteria=tuple((criterion.slug, criterion.name) for criterion in rubric.criteria.all()),
        red_flags=tuple((flag["slug"], flag["name"]) for flag in rubric.red_flags),
        beats=tuple((beat["slug"], beat["name"]) for beat in rubric.beats),
        carried=review.carried,
    )


def answers_of(review: Review) -> Answers:
    """What is stored of the review: a draft or what was submitted."""
    return Answers(
        marks={
            rating.criterion.slug: Mark(rating.score, rating.is_observed, rating.evidence)
            for rating in review.ratings.all()
        },
        recommendation=review.recommendation,
        beats=tuple(review.beats),
        red_flags=review.red_flags,
        takeaways=tuple(review.takeaways),
        applied=review.applied,
        drill_key=review.drill_key,
        drill_name=review.drill_name,
        drill=review.drill,
        helpfulness=review.helpfulness,
        comment=review.comment,
    )


def owed_self_review(review: Review) -> Review | None:
    """The self review that comes before this form on the interviewer, if it is still owed."""
    if review.perspective != Review.Perspective.CANDIDATE:
        return None
    return (
        Review.objects.owed().filter(leg=review.leg_id, perspective=Review.Perspective.SELF).first()
    )
