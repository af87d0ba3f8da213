"""Who may see a review."""

from accounts.models import User
from cohorts.queries.memberships import is_coach_of_at
from feedback.models import Review


def can_read_review(user: User, review: Review) -> bool:
    """Its author always; its subject once released; a coach what interviewers said of a member.

    What a candidate says of an interviewer, and a self review, stay between author and subject.
    A candidate reads what the interviewer wrote only after having rated themself. The coach is
    one of the cohort in which the member was at the session's start.
    """
    if review.author_id == user.pk:
        return True
    if not review.is_released:
        return False
    is_on_candidate = review.perspective == Review.Perspective.INTERVIEWER
    if review.subject_id == user.pk:
        return not (is_on_candidate and _owes_self_score(user, review))
    at = review.leg.session.starts_at
    return is_on_candidate and is_coach_of_at(user, review.subject, at=at)


def _owes_self_score(user: User, review: Review) -> bool:
    own = Review.objects.owed().filter(leg=review.leg_id, author=user)
    return own.filter(perspective=Review.Perspective.SELF).exists()
