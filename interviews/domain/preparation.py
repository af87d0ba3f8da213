from datetime import date
from typing import Any, TypedDict


class PreparationChanges(TypedDict, total=False):
    """Fields of a preparation to set."""

    level: int
    interviewer_level: int | None
    target_loop: Any  # Loop or None
    interview_date: date | None
    candidate_kinds: list[str]
    interviewer_kinds: list[str]
    volunteers_only: bool
