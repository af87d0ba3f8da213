from typing import Any

from accounts.models import User
from interviews.models import Preparation


def own_preparation(user: User) -> dict[str, Any]:
    """What the person prepares for, for their own export."""
    preparation = Preparation.objects.select_related("target_loop__company").get(user=user)
    return {
        "level": preparation.get_level_display(),
        "level_as_interviewer": preparation.get_interviewer_level_display(),
        "target_loop": str(preparation.target_loop) if preparation.target_loop else None,
        "interview_date": preparation.interview_date,
        "round_kinds_as_candidate": preparation.candidate_kinds,
        "round_kinds_as_interviewer": preparation.interviewer_kinds,
        "only_interviews": preparation.volunteers_only,
    }
