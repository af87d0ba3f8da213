from datetime import date, datetime, timedelta

from accounts.models import User
from accounts.queries.mail_choices import is_turned_off
from feedback.domain.release import REMIND_AFTER_HOURS
from feedback.models import Review, ReviewDispute
from feedback.notifications import (
    disputes_mail,
    monthly_note_mail,
    news_mail,
    released_mail,
    reminder_mail,
)
from feedback.queries.disputes import review_disputes_to_decide
from feedback.queries.monthly_note import monthly_note
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


@delivery_job("feedback.tell_changed")
def tell_of_changed_feedback(*, now: datetime, review_id: int) -> None:
    _tell_news(review_id, event="changed", key=f"feedback-changed:{review_id}:{now:%Y-%m-%d}")


@delivery_job("feedback.tell_replied")
def tell_of_reply(*, now: datetime, review_id: int) -> None:
    _tell_news(review_id, event="replied", key=f"feedback-replied:{review_id}")


@delivery_job("feedback.tell_settled")
def tell_of_settled_dispute(*, now: datetime, review_id: int, user_id: int, state: str) -> None:
    """Nothing if the decision was taken back or changed in the meantime."""
    if ReviewDispute.objects.filter(review=review_id, state=state).exists():
        key = f"feedback-settled:{review_id}:{user_id}:{state}"
        _tell_news(review_id, event=state, key=key, user_id=user_id)


@delivery_job("feedback.tell_coach_of_disputes")
def tell_coach_of_disputes(*, now: datetime, user_id: int, since: str) -> None:
    """Of those opened since then that wait for a decision still; nothing without any."""
    coach = User.objects.select_related("profile").filter(pk=user_id, is_active=True).first()
    if coach is None or is_turned_off(coach, kind="review_disputes"):
        return
    waiting = review_disputes_to_decide(coach).filter(opened_at__gte=since)
    if count := waiting.count():
        disputes_mail(coach, count=count, key=f"review-disputes:{user_id}:{since}").send()


@delivery_job("feedback.send_monthly_note")
def send_monthly_note(*, now: datetime, user_id: int, month: str) -> None:
    """`month` is the date it begins with. Nothing for whoever gave no interview in it."""
    user = User.objects.select_related("profile").filter(pk=user_id, is_active=True).first()
    if user is None or is_turned_off(user, kind="interviewing_note"):
        return
    note = monthly_note(user, month=date.fromisoformat(month), now=now)
    if note is not None:
        monthly_note_mail(user, note=note, key=f"monthly-note:{user_id}:{month}").send()


def _tell_news(review_id: int, *, event: str, key: str, user_id: int | None = None) -> None:
    """To the person whom the form is about; of a reply, to its author; or to `user_id`."""
    review = (
        Review.objects.released()
        .filter(pk=review_id)
        .select_related("leg__session", "author__profile", "subject__profile")
        .first()
    )
    if review is None:
        return
    is_for_author = event == "replied" or user_id == review.author_id
    user = review.author if is_for_author else review.subject
    if user.is_active and not is_turned_off(user, kind="feedback_released"):
        news_mail(user, review=review, event=event, key=key).send()
