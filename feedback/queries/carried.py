"""The takeaway that a candidate carries from one session to the next interviewer.

That one learns the sentence alone: not who wrote it, nor when, nor any score.
"""

from feedback.models import Review
from interviews.models import Leg


def carried_into(leg: Leg) -> Review | None:
    """The form whose chosen takeaway the leg's candidate brings along; None if there is none.

    That of the newest session before this one with released feedback on them, unless they chose
    to carry nothing from it.
    """
    last = (
        Review.objects.counted()
        .filter(
            subject=leg.candidate_id,
            perspective=Review.Perspective.INTERVIEWER,
            leg__session__starts_at__lt=leg.session.starts_at,
        )
        .exclude(leg__session=leg.session_id)
        .order_by("-leg__session__starts_at", "-pk")
        .first()
    )
    return last if last is not None and last.carried_takeaway else None


def carried_words(leg: Leg) -> str:
    """The sentence that `carried_into` brings, or an empty string."""
    source = carried_into(leg)
    return source.carried_takeaway if source else ""
