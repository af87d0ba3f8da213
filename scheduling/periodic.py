from datetime import datetime

from jobs.registry import transactional_job
from scheduling.actions.proposals import expire_proposal


@transactional_job("scheduling.expire_proposal")
def expire_proposal_when_due(*, now: datetime, proposal_id: int) -> None:
    expire_proposal(proposal_id, now=now)
