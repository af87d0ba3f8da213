"""Who may see a review."""

from accounts.models import User
from cohorts.models import Membership
from feedback.models import Review
from interviews.models import Session


def can_read_review(user: User, review: Review) -> bool:
    """Its author always; its subject once released; a coach what interviewers said of a member.

    What a candidate says of an interviewer, and a self review, stay between author and subject.
    """
    if review.author_id == user.pk:
        return True
    if not review.is_released:
        return False
    if review.subject_id == user.pk:
        return True
    return review.perspective == Review.Perspective.INTERVIEWER and coaches(user, review.subject)


def can_write_review(user: User, review: Review) -> bool:
    return review.author_id == user.pk and not review.is_submitted


def can_see_feedback_state(user: User, session: Session) -> bool:
    """The two people of the session see who owes what; nobody else does."""
    return session.participations.filter(user=user).exists()


def coaches(coach: User, member: User) -> bool:
    """Whether `coach` now coaches a cohort of which `member` is now a member."""
    current = Membership.objects.filter(left_at=None)
    return current.filter(
        user=coach,
        role=Membership.Role.COACH,
        cohort__in=current.filter(user=member, role=Membership.Role.MEMBER).values("cohort"),
    ).exists()
