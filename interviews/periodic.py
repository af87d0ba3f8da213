from datetime import datetime

from interviews.actions.attendance import settle_marks
from jobs.registry import transactional_job


@transactional_job("interviews.settle_marks")
def settle_marks_when_due(*, now: datetime, session_id: int, marked_at: str) -> None:
    settle_marks(session_id, marked_at=datetime.fromisoformat(marked_at), now=now)
