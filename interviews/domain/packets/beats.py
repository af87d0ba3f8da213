"""An interviewer's beats laid on the clock of the leg."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Beat:
    """One part of a leg; seconds count from the leg's start."""

    name: str
    say: str
    from_seconds: int
    to_seconds: int

    @property
    def from_minutes(self) -> int:
        return round(self.from_seconds / 60)

    @property
    def to_minutes(self) -> int:
        return round(self.to_seconds / 60)


def beats_for(beats: Mapping[str, Sequence[Mapping[str, Any]]], *, minutes: int) -> list[Beat]:
    """The packet's beats for the written length nearest to `minutes`, stretched to fill them.

    `beats` maps lengths ("25", "45", "60") to parts {"name", "minutes", "say"}.
    """
    if not beats:
        return []
    length = min(beats, key=lambda written: (abs(int(written) - minutes), int(written)))
    scale = minutes * 60 / int(length)
    laid: list[Beat] = []
    elapsed = 0
    for beat in beats[length]:
        start = elapsed
        elapsed += int(beat["minutes"])
        laid.append(Beat(beat["name"], beat["say"], round(start * scale), round(elapsed * scale)))
    return laid
