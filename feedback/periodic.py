import secrets
from datetime import datetime, timedelta

from accounts.models import User
from feedback.actions.flag_finding import find_unfair_raters
from feedback.actions.monthly_notes import plan_notes
from feedback.actions.readiness import refit_readiness, update_readiness
from feedback.actions.release import release_feedback
from feedback.domain.mail_times import month_before
from interviews.models import Session
from jobs.actions import enqueue
from jobs.registry import delivery_job, transactional_job

NOTES_UNTIL = 5  # day of the month; later than that a note on the month before is none
NIGHT_BEGINS = timedelta(hours=2)  # UTC; within the hour from then on, at a moment of its own


@transactional_job("feedback.release_due")
def release_due_feedback(*, now: datetime, session_id: int) -> None:
    """48 hours after opening: whoever has submitted everything sees what there is about them."""
    session = Session.objects.filter(pk=session_id).first()
    if session is not None:
        release_feedback(session, now=now)


@transactional_job("feedback.update_readiness")
def update_one_readiness(*, now: datetime, user_id: int) -> None:
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        update_readiness(user, now=now)


@transactional_job("feedback.plan_refit", every=timedelta(days=1))
def plan_nightly_refit(*, now: datetime) -> None:
    """At midnight UTC, or when a site that was away comes back: then the refit follows at once."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    run_at = midnight + NIGHT_BEGINS + timedelta(seconds=secrets.randbelow(3600))
    enqueue(
        "feedback.refit_readiness", key=f"readiness-refit:{now:%Y-%m-%d}", run_at=run_at, now=now
    )


@transactional_job("feedback.plan_monthly_notes", every=timedelta(days=1))
def plan_monthly_notes(*, now: datetime) -> None:
    """In the first days of a month, in case that the site was away on the first: once a person."""
    if now.day <= NOTES_UNTIL:
        plan_notes(month_before(now.date()), now=now)


# Not in a transaction, which would be open while it computes.
@delivery_job("feedback.refit_readiness")
def refit_each_night(*, now: datetime) -> None:
    refit_readiness(now=now)
    enqueue("feedback.find_unfair_raters", key=f"unfair-raters:{now:%Y-%m-%d}", run_at=now, now=now)


@delivery_job("feedback.find_unfair_raters")
def find_unfair_raters_each_night(*, now: datetime) -> None:
    find_unfair_raters(now=now)
