"""Many standings in one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.standing import Band, Standing

_ORDER = [Band.NOT_YET, Band.GETTING_THERE, Band.READY, Band.STRONG]


@dataclass(frozen=True)
class Overall:
    """The weakest of the rounds that can be judged, and how many of them can."""

    band: Band
    judged: int
    rounds: int

    @property
    def words(self) -> str:
        """ "getting there (2 of 4 rounds)", or that there is not enough evidence."""
        if not self.judged:
            return str(self.band)
        return f"{self.band} ({self.judged} of {self.rounds} rounds)"


def overall_of(rounds: Sequence[Standing]) -> Overall:
    """The lowest band among `rounds`: one is as ready for a loop as for its weakest round."""
    return overall_of_bands([standing.band for standing in rounds])


def overall_of_bands(rounds: Sequence[Band]) -> Overall:
    bands = [band for band in rounds if band != Band.NOT_ENOUGH]
    lowest = min(bands, key=_ORDER.index) if bands else Band.NOT_ENOUGH
    return Overall(lowest, len(bands), len(rounds))
