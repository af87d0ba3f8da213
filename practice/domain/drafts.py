from dataclasses import dataclass

from practice.domain.specificity import Parts


@dataclass(frozen=True)
class Draft:
    """What a person has written of a story."""

    title: str
    parts: Parts
    values: tuple[int, ...] = ()  # ids
    is_decision: bool = False
