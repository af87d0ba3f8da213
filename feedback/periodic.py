from datetime import datetime

from feedback.actions.release import release_feedback
from interviews.models import Session
from jobs.registry import transactional_job


@transactional_job("feedback.release_due")
def release_due_feedback(*, now: datetime, session_id: int) -> None:
    """48 hours after opening: whoever has submitted everything sees what there is about them."""
    session = Session.objects.filter(pk=session_id).first()
    if session is not None:
        release_feedback(session, now=now)
