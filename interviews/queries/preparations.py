from typing import Any

from accounts.models import User
from interviews.models import Exposure, Preparation


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


def own_questions(user: User) -> list[Any]:
    """When the person got questions of which kind, for their own export.

    Not which: one of a coming session would be known before it.
    """
    seen = Exposure.objects.filter(user=user).order_by("at", "pk")
    return [
        {"kind": exposure.packet.get_kind_display(), "role": exposure.role, "at": exposure.at}
        for exposure in seen.select_related("packet")
    ]
