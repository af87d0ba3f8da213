"""The note that interviewers get of each month in which they interviewed."""

from datetime import date, datetime

from django.db import transaction

from feedback.domain.mail_times import next_morning
from feedback.queries.monthly_note import interviewers_of
from jobs.actions import Work, enqueue_all


@transaction.atomic
def plan_notes(month: date, *, now: datetime) -> None:
    """One note to each interviewer of the month that begins with `month`, on their next morning.

    Planning it again, on the days after, changes nothing. Whoever turned it off, or interviewed
    only in the month's last hours of another zone, is passed over when it is sent.
    """
    enqueue_all(
        [
            Work(
                "feedback.send_monthly_note",
                key=f"monthly-note:{pk}:{month:%Y-%m}",
                run_at=next_morning(now, zone=zone),
                arguments={"user_id": pk, "month": month.isoformat()},
            )
            for pk, zone in interviewers_of(month).items()
        ],
        now=now,
    )
