"""Who may see and change a review."""

from datetime import datetime

from accounts.models import User
from cohorts.models import Cohort
from cohorts.queries.memberships import is_coach_of_at
from feedback.domain.versions import is_editable
from feedback.models import Review, ReviewDispute

DECIDE = "feedback.change_reviewdispute"
LOOK_AT_FLAGS = "feedback.change_raterflag"


def can_read_review(user: User, review: Review) -> bool:
    """Its author always; its subject once released; a coach what interviewers said of a member.

    What a candidate says of an interviewer, and a self review, stay between author and subject.
    A candidate reads what the interviewer wrote only after having rated themself. The coach is
    one of the cohort in which the member was at the session's start. Staff who decide disputes
    read what is disputed.
    """
    if review.author_id == user.pk:
        return True
    if not review.is_released:
        return False
    is_on_candidate = review.perspective == Review.Perspective.INTERVIEWER
    if review.subject_id == user.pk:
        return not (is_on_candidate and _owes_self_score(user, review))
    if not is_on_candidate:
        return False
    return _is_coach(user, review) or (_is_disputed(review) and user.has_perm(DECIDE))


def can_edit_review(user: User, review: Review, *, now: datetime) -> bool:
    """Its author, once it is submitted, for as long as `is_editable` says."""
    return (
        review.author_id == user.pk
        and review.is_submitted
        and is_editable(perspective=review.perspective, released_at=review.released_at, now=now)
    )


def can_answer_review(user: User, review: Review) -> bool:
    """Thank for it and reply: whom it is about, who did not write it, and who may read it."""
    is_about = review.subject_id == user.pk and review.author_id != user.pk
    return is_about and can_read_review(user, review)


def can_dispute_review(user: User, review: Review) -> bool:
    """The candidate, what the interviewer wrote. The form on an interviewer counts nowhere."""
    is_on_candidate = review.perspective == Review.Perspective.INTERVIEWER
    return is_on_candidate and can_answer_review(user, review)


def can_decide_dispute_of(user: User, review: Review) -> bool:
    """A coach of the candidate, or staff who may change disputes. Never one of the two."""
    if user.pk in (review.author_id, review.subject_id):
        return False
    return _is_coach(user, review) or user.has_perm(DECIDE)


def can_look_for_flags(user: User) -> bool:
    """Staff who may, and coaches; which flags, `feedback.queries.flags.flags_for` says."""
    return can_look_at_all_flags(user) or Cohort.objects.coached_by(user).exists()


def can_look_at_all_flags(user: User) -> bool:
    """Staff. No query for people without any permission, as for the library's link."""
    if not user.is_superuser and not getattr(user, "is_granted_more", True):
        return False
    return user.has_perm(LOOK_AT_FLAGS)


def _is_coach(user: User, review: Review) -> bool:
    return is_coach_of_at(user, review.subject, at=review.leg.session.starts_at)


def _is_disputed(review: Review) -> bool:
    return ReviewDispute.objects.filter(review=review).exists()


def _owes_self_score(user: User, review: Review) -> bool:
    own = Review.objects.owed().filter(leg=review.leg_id, author=user)
    return own.filter(perspective=Review.Perspective.SELF).exists()
