"""From abilities to the chance that a random interviewer, with a random packet, says yes.

The recommendation of a person of ability u has the level x = a · u + mean(kind); given the
ratings it is N(m, v). In units of what a new interviewer, packet and day add, and from the kind's
line of yes on,

    b = (m − ρ c) / s,  w = v / s²,  s² = R₃₃ + σ_s² + σ_d² − ρ (1 − ρ)

(c is Φ⁻¹ of the share below yes, ρ the variance of a recommendation's score: levels are coarse),

    p = Φ((α + β b) / √(1 + β² w)),  its ends Φ(α + β (b ± z √w)).

α (by kind) and β are fitted on what each form was expected to be from the person's forms before it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtr

from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.ratings import Bools, Floats, Ints
from feedback.domain.readiness_model.scores import RECOMMENDATION, Scale

Z_80, Z_95 = 1.2816, 1.9600
SPREAD = (0.3, 0.018, 0.15)  # SD of α, of β around 1, of a kind's α around α
LEAST_UNIT = 0.25  # of the noise, whatever the levels' coarseness
LEAST_FORMS = 200  # to fit a link at all
MOST_FORMS = 60_000


@dataclass(frozen=True)
class Link:
    line: Floats  # (K,) ρ c
    unit: Floats  # (K,) s
    shift: Floats  # (K,) α
    slope: float  # β

    def standard(self, mean: Floats, variance: Floats, kind: Ints) -> tuple[Floats, Floats]:
        """α + β b, and β² w."""
        unit = self.unit[kind]
        level = self.shift[kind] + self.slope * (mean - self.line[kind]) / unit
        return level, self.slope**2 * variance / unit**2


@dataclass(frozen=True)
class Chances:
    """Arrays of one shape: the chance of a yes, and the ends of its intervals."""

    p: Floats
    lo80: Floats
    hi80: Floats
    lo95: Floats
    hi95: Floats


def first_link(parameters: Parameters, scale: Scale) -> Link:
    """The link that the model implies, before it is held against what happened."""
    whole = parameters.noise[:, RECOMMENDATION, RECOMMENDATION]
    whole = whole + parameters.severity + parameters.difficulty
    coarse = scale.stretch * (1 - scale.stretch)
    return Link(
        line=scale.stretch * scale.yes_line,
        unit=np.sqrt(np.maximum(whole - coarse, LEAST_UNIT * whole)),
        shift=np.zeros(parameters.kinds),
        slope=1.0,
    )


def fitted_link(link: Link, *, mean: Floats, variance: Floats, kind: Ints, is_yes: Bools) -> Link:
    """`link` with α and β of highest posterior; all arrays are of the forms, one each."""
    if len(mean) < LEAST_FORMS:
        return link
    every = 1 + len(mean) // MOST_FORMS
    kinds, kind = len(link.line), kind[::every]
    base, width = link.standard(mean[::every], variance[::every], kind)
    sign = np.where(is_yes[::every], 1.0, -1.0)

    def surprise(guess: Floats) -> float:
        shift, slope, own = guess[0], guess[1], guess[2:]
        prior = (shift / SPREAD[0]) ** 2 + ((slope - 1) / SPREAD[1]) ** 2
        prior += ((own / SPREAD[2]) ** 2).sum()
        level = (shift + own[kind] + slope * base) / np.sqrt(1 + slope**2 * width)
        return 0.5 * float(prior) - float(log_ndtr(sign * level).sum())

    start = np.concatenate(([0.0, 1.0], np.zeros(kinds)))
    found = minimize(surprise, start, method="L-BFGS-B", options={"maxiter": 50}).x
    return Link(line=link.line, unit=link.unit, shift=found[0] + found[2:], slope=float(found[1]))


def chances(link: Link, mean: Floats, variance: Floats, kind: Ints) -> Chances:
    """The chances of x ~ N(`mean`, `variance`) in rounds of `kind`."""
    level, width = link.standard(mean, variance, kind)
    spread = np.sqrt(width)
    return Chances(
        p=ndtr(level / np.sqrt(1 + width)),
        lo80=ndtr(level - Z_80 * spread),
        hi80=ndtr(level + Z_80 * spread),
        lo95=ndtr(level - Z_95 * spread),
        hi95=ndtr(level + Z_95 * spread),
    )
