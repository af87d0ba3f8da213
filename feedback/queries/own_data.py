"""Everything the feedback app knows of a person, for their own export."""

from typing import Any

from accounts.models import User
from feedback.models import Review
from feedback.permissions import can_read_review
from feedback.queries.edits import own_edit
from feedback.queries.forms import reviews_with_forms


def reviews_written(user: User) -> list[Any]:
    """Every form the person wrote or owes, drafts included, oldest first."""
    reviews = reviews_with_forms().filter(author=user).order_by("opened_at", "pk")
    return [
        {
            "about": review.subject.profile.pseudonym,
            **_content(review),
            "change_not_sent": own_edit(review),
        }
        for review in reviews
    ]


def reviews_received(user: User) -> list[Any]:
    """What others wrote about the person, as far as the site shows it to them by now."""
    reviews = reviews_with_forms().filter(subject=user).exclude(author=user)
    return [
        {"by": review.author.profile.pseudonym, **_content(review), "dispute": _dispute(review)}
        for review in reviews.order_by("opened_at", "pk")
        if can_read_review(user, review)
    ]


def _content(review: Review) -> dict[str, Any]:
    """Answers and dates of a review that came with its form."""
    return {
        "session": str(review.leg.session.public_id),
        "session_starts_at": review.leg.session.starts_at,
        "round": review.leg.get_kind_display(),
        "perspective": review.get_perspective_display(),
        "ratings": [
            {
                "criterion": rating.criterion.name,
                "score": rating.score,
                "is_observed": rating.is_observed,
                "evidence": rating.evidence,
            }
            for rating in review.ratings.all()
        ],
        "recommendation": review.get_recommendation_display(),
        "beats": review.beats,
        "red_flags": review.red_flags,
        "takeaways": review.takeaways,
        "takeaway_of_last_time": review.carried,
        "takeaway_of_last_time_was": review.get_applied_display(),
        "drill": review.drill_words,
        "helpfulness": review.helpfulness,
        "comment": review.comment,
        "reply": review.reply.text if hasattr(review, "reply") else "",
        "thanked_at": review.thanked_at,
        "counts": not review.is_excluded,
        "earlier_versions": list(
            review.versions.order_by("number").values("answers", "stood_since_at", "replaced_at")
        ),
        "opened_at": review.opened_at,
        "saved_at": review.saved_at,
        "submitted_at": review.submitted_at,
        "released_at": review.released_at,
    }


def _dispute(review: Review) -> dict[str, Any] | None:
    """What the subject disputed: the reason is theirs, and not its author's to read."""
    if not hasattr(review, "dispute"):
        return None
    dispute = review.dispute
    return {
        "text": dispute.text,
        "state": dispute.state,
        "note": dispute.note,
        "opened_at": dispute.opened_at,
        "closed_at": dispute.closed_at,
    }
