from datetime import datetime, timedelta

from interviews.actions.attendance import settle_marks
from interviews.actions.bank import replace_leaked
from jobs.registry import transactional_job


@transactional_job("interviews.settle_marks")
def settle_marks_when_due(*, now: datetime, session_id: int, marked_at: str) -> None:
    settle_marks(session_id, marked_at=datetime.fromisoformat(marked_at), now=now)


@transactional_job("interviews.replace_leaked", every=timedelta(minutes=15))
def replace_what_leaked(*, now: datetime) -> None:
    replace_leaked(now=now)
