"""The variances of the model, and those it is shipped with."""

from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.ratings import Bools, Floats

VERSION = "readiness-2026-11-4"  # changes with anything that changes an answer
FORGETTING = 8.0  # practices after which one's own pace counts half
CARRY = 0.4  # what a practice of any kind does for communication
GAIN_FROM = (0, 3, 7, 12)  # practices of the kind before it, from which each gain holds
GAIN_SPREAD = 0.02  # SD of a gain around the shipped one
MEAN_SPREAD = 1.0  # SD of the means of kinds: next to no opinion

# of scores in units of normal scores, from the simulation study named in docs/readiness-model.md
ABILITY, ABILITY_SHARED = 0.25, 0.14
SHARED = ((0.165, 0.14, 0.20), (0.14, 0.51, 0.17), (0.20, 0.17, 0.48))
CRITERION = 0.345
SEVERITY = 0.066
DIFFICULTY = 0.028
DRIFT = 3.4e-4
LEARNING = 3e-4
GAIN = (0.030, 0.025, 0.016, 0.012)
LOADS = (0.75, 0.25)


@dataclass(frozen=True)
class Parameters:
    """Of K kinds and C = K + 1 competencies, communication last; forms are (domain, talk, overall).

    The domain's part is the mean of n criteria: its noise is noise[k, 0, 0] + criterion / n.
    """

    start: Floats  # (C, C) abilities at a person's first form
    noise: Floats  # (K, 3, 3) of a form: full, for halo and the form of the day
    criterion: float
    severity: float
    difficulty: float
    drift: float  # of each ability, a day
    learning: float  # of a person's own pace
    gain: Floats  # (4,) mean gain of a practice, by how many came before
    loads: Floats  # (K, 2) of domain and communication in the recommendation

    @property
    def kinds(self) -> int:
        return len(self.noise)


def shipped_parameters(kinds: int, *, has_communication: Bools) -> Parameters:
    """What the model begins with; (K,) says where communication is rated at all."""
    start = np.full((kinds + 1, kinds + 1), ABILITY_SHARED)
    np.fill_diagonal(start, ABILITY)
    return Parameters(
        start=start,
        noise=np.tile(np.array(SHARED), (kinds, 1, 1)),
        criterion=CRITERION,
        severity=SEVERITY,
        difficulty=DIFFICULTY,
        drift=DRIFT,
        learning=LEARNING,
        gain=np.array(GAIN),
        loads=np.where(has_communication[:, None], np.array(LOADS), np.array([1.0, 0.0])),
    )
