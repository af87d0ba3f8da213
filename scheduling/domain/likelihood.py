"""How likely it is that somebody who asks for a time gets a session."""

from enum import StrEnum

PRIOR_ACCEPTED, PRIOR_ANSWERED = 2, 4  # as if so many had been answered before the first was
LEAST_ANSWERED = 10  # below it the share says more about the prior than about people
ASKED_AT_MOST = 3  # people whom one asks for the same time, one after the other
LIKELY, POSSIBLE = 0.75, 0.4


class Chance(StrEnum):
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


def acceptance_share(*, accepted: int, answered: int) -> float:
    """The share of proposals that are accepted in time: (accepted + 2) / (answered + 4).

    The posterior mean of a binomial share under a Beta(2, 2) prior, so that a few answers do not
    swing it; 1/2 without any. With fewer than LEAST_ANSWERED it is not worth showing.
    """
    return (accepted + PRIOR_ACCEPTED) / (answered + PRIOR_ANSWERED)


def chance_of_session(people: int, *, share: float) -> Chance:
    """For a time at which `people` fit and are free: 1 − (1 − share)ⁿ, n = min(people, 3).

    As if they answered independently of each other, which nobody has measured: hence three words
    and no percentage. Likely from 0.75, possible from 0.4.
    """
    probability = 1 - (1 - share) ** min(people, ASKED_AT_MOST)
    if probability >= LIKELY:
        return Chance.LIKELY
    return Chance.POSSIBLE if probability >= POSSIBLE else Chance.UNLIKELY
