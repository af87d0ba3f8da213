from datetime import datetime, timedelta

from accounts.models import User
from accounts.queries.mail_choices import is_turned_off
from feedback.domain.release import REMIND_AFTER_HOURS
from feedback.models import Review
from feedback.notifications import released_mail, reminder_mail
from feedback.queries.owed import reviews_to_remind_of
from jobs.registry import delivery_job


@delivery_job("feedback.remind")
def remind_of_owed_feedback(*, now: datetime, session_id: int, user_id: int, hours: int) -> None:
    """Sends nothing once all is submitted, nor when the next reminder is due already, nor to
    whoever turned such mail off."""
    user = User.objects.select_related("profile").filter(pk=user_id, is_active=True).first()
    owed = list(reviews_to_remind_of(user, session_id=session_id)) if user else []
    later = [other for other in REMIND_AFTER_HOURS if other > hours]
    if user is None or not owed or is_turned_off(user, kind="feedback_reminder"):
        return
    if later and now >= owed[0].opened_at + timedelta(hours=later[0]):
        return
    key = f"feedback-reminder:{session_id}:{user_id}:{hours}"
    reminder_mail(user, owed=owed, hours=hours, key=key).send()


@delivery_job("feedback.tell_released")
def tell_of_released_feedback(*, now: datetime, review_id: int, user_id: int) -> None:
    review = (
        Review.objects.released()
        .filter(pk=review_id, subject=user_id, subject__is_active=True)
        .select_related("leg__session", "author__profile", "subject__profile")
        .first()
    )
    if review is not None and not is_turned_off(review.subject, kind="feedback_released"):
        released_mail(review.subject, review=review, key=f"feedback-released:{review_id}").send()
