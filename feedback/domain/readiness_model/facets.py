"""Severity, difficulty, means and gains: what forms share, solved together with abilities.

z = X x + A u + noise, where X x of a form is mean(kind) − severity − difficulty
+ A · (gains of the practice so far). The posterior mean of x given all ratings solves

    (XᵀV⁻¹X + Λ) x = XᵀV⁻¹z + Λ x₀

V being the variance of z given x, Λ and x₀ the prior. V⁻¹ y = Q (y − A û(y)) is one pass of the
smoother, so conjugate gradients need nothing larger than the data. The fixed point is that of
alternating between abilities and facets (block back-fitting), reached in fewer passes.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from feedback.domain.readiness_model.noise import Evidence
from feedback.domain.readiness_model.parameters import (
    GAIN_FROM,
    GAIN_SPREAD,
    MEAN_SPREAD,
    Parameters,
)
from feedback.domain.readiness_model.ratings import Floats, Ints
from feedback.domain.readiness_model.smoother import Gains, Path, smooth
from feedback.domain.readiness_model.steps import Steps

MOST_PASSES = 200
TINY = 1e-300


@dataclass(frozen=True)
class Facet:
    """Of all interviewers (positive: stricter) or all packets (positive: harder), names sorted."""

    names: tuple[str, ...]
    value: Floats
    variance: Floats
    forms: Ints

    @cached_property
    def place(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(self.names)}


@dataclass(frozen=True)
class Design:
    """X of F forms in the order of the steps; x is severities, difficulties, means, gains."""

    interviewer: Ints  # (F,)
    packet: Ints  # (F,) −1 for none
    kind: Ints  # (F,)
    interviewers: int
    packets: int
    kinds: int
    learned: Floats  # (F, 3, 4) A · how often each gain was made
    seen: Floats  # (F, 3) 1 for what was seen

    @property
    def ends(self) -> tuple[int, int, int]:
        """Where severities, difficulties and means end in x."""
        first = self.interviewers
        return first, first + self.packets, first + self.packets + 3 * self.kinds

    def forward(self, x: Floats) -> Floats:
        """X x, (F, 3)."""
        severity, difficulty, mean, gain = self.split(x)
        hard = np.append(difficulty, 0.0)[self.packet]
        found = mean[self.kind] - (severity[self.interviewer] + hard)[:, None]
        learned = self.learned.reshape(-1, len(GAIN_FROM)) @ gain
        return (found + learned.reshape(-1, 3)) * self.seen

    def backward(self, residual: Floats) -> Floats:
        """Xᵀ r of (F, 3)."""
        residual = residual * self.seen
        mean = np.stack([np.bincount(self.kind, part, self.kinds) for part in residual.T], 1)
        total = residual.sum(1)
        has_packet = self.packet >= 0
        return np.concatenate(
            (
                -np.bincount(self.interviewer, total, self.interviewers),
                -np.bincount(self.packet[has_packet], total[has_packet], self.packets),
                mean.ravel(),
                residual.ravel() @ self.learned.reshape(-1, len(GAIN_FROM)),
            )
        )

    def split(self, x: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Severities (J,), difficulties (L,), means (K, 3), gains (4,)."""
        severity, difficulty, mean, gain = np.split(x, self.ends)
        return severity, difficulty, mean.reshape(self.kinds, 3), gain

    def diagonal(self, evidence: Evidence) -> Floats:
        """The diagonal of XᵀQX."""
        heavy = evidence.level.sum(1)
        has_packet = self.packet >= 0
        own = np.einsum("fcc->fc", evidence.precision)
        mean = np.stack([np.bincount(self.kind, part, self.kinds) for part in own.T], 1)
        gain = np.einsum("fcb,fcd,fdb->b", self.learned, evidence.precision, self.learned)
        return np.concatenate(
            (
                np.bincount(self.interviewer, heavy, self.interviewers),
                np.bincount(self.packet[has_packet], heavy[has_packet], self.packets),
                mean.ravel(),
                gain,
            )
        )


def prior_of(parameters: Parameters, design: Design) -> tuple[Floats, Floats]:
    """x₀ and the diagonal of Λ."""
    sizes = np.array((design.interviewers, design.packets, 3 * design.kinds, len(GAIN_FROM)))
    means, gains = MEAN_SPREAD**2, GAIN_SPREAD**2
    spreads = np.array((parameters.severity, parameters.difficulty, means, gains), np.float64)
    start = np.zeros(sizes.sum())
    start[-len(GAIN_FROM) :] = parameters.gain
    return start, np.repeat(1 / spreads, sizes)


def solve_facets(
    parameters: Parameters,
    *,
    design: Design,
    gains: Gains,
    steps: Steps,
    evidence: Evidence,
    value: Floats,
    guess: Floats | None = None,
    tolerance: float = 1e-4,
) -> tuple[Floats, Path]:
    """x and everybody's path at it; `tolerance` is the largest change of x that is left alone."""
    start, ridge = prior_of(parameters, design)

    def whitened(residual: Floats) -> Floats:
        path = smooth(gains, steps, evidence.about(residual))
        return evidence.left(residual, path.ability)

    def applied(x: Floats) -> Floats:
        return design.backward(whitened(design.forward(x))) + ridge * x

    x = start.copy() if guess is None else guess.copy()
    scale = 1 / (design.diagonal(evidence) + ridge)
    left = design.backward(whitened(value - design.forward(x))) + ridge * (start - x)
    toward = scaled = scale * left
    size = left @ scaled
    for _ in range(MOST_PASSES):
        image = applied(toward)
        step = size / max(float(toward @ image), TINY)
        x = x + step * toward
        left = left - step * image
        if np.abs(step * toward).max() < tolerance:
            break
        scaled = scale * left
        before, size = size, left @ scaled
        toward = scaled + (size / before) * toward
    return x, smooth(gains, steps, evidence.about(value - design.forward(x)))
