"""What a form says and how exactly: precisions of its three parts, folded on two abilities."""

from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.ratings import Floats, Ints
from feedback.domain.readiness_model.scores import DOMAIN, Vectors


@dataclass(frozen=True)
class Evidence:
    """F forms. With Q the precision of a form (0 for what was not seen) and A what its parts hold
    of the two abilities (kind, communication): H = AᵀQA, l = Q1.
    """

    precision: Floats  # (F, 3, 3) Q
    parts: Floats  # (F, 3, 2) A
    weight: Floats  # (F, 2, 3) AᵀQ
    folded: Floats  # (F, 2, 2) H

    def about(self, residual: Floats) -> Floats:
        """AᵀQ r, (F, 2) of residuals (F, 3)."""
        return np.einsum("fij,fj->fi", self.weight, residual)

    def left(self, residual: Floats, ability: Floats) -> Floats:
        """Q (r − A u), (F, 3)."""
        rest = residual - np.einsum("fij,fj->fi", self.parts, ability)
        return np.einsum("fij,fj->fi", self.precision, rest)

    def told(self, variance: Floats) -> Floats:
        """(F,) h̃ = h − lᵀ A P Aᵀ l: how exactly a form tells severity + difficulty although the
        ability is uncertain, P (F, 2, 2) being its variance given all forms, this one too.
        """
        folded = self.weight.sum(2)  # Aᵀ l
        known = self.level.sum(1) - np.einsum("fi,fij,fj->f", folded, variance, folded)
        return np.maximum(known, 0.0)

    @property
    def level(self) -> Floats:
        """l = Q1, (F, 3)."""
        return self.precision.sum(2)


def parts_of(parameters: Parameters, kind: Ints) -> Floats:
    """(F, 3, 2): the domain is of the kind, communication of itself, the recommendation of both."""
    parts = np.zeros((parameters.kinds, 3, 2))
    parts[:, 0, 0] = parts[:, 1, 1] = 1.0
    parts[:, 2] = parameters.loads
    return parts[kind]


def noise_of(parameters: Parameters, vectors: Vectors, kind: Ints) -> Floats:
    """(F, 3, 3) R of each form, as if all three parts had been seen."""
    noise = parameters.noise[kind].copy()
    noise[:, DOMAIN, DOMAIN] += parameters.criterion / vectors.criteria
    return noise


def evidence_of(
    parameters: Parameters, vectors: Vectors, kind: Ints, *, trust: Floats, shared: Floats
) -> Evidence:
    """Each form's evidence.

    `trust` (F,) divides its noise; `shared` (F,) is variance that all three parts have in common
    (an interviewer's severity and a packet's difficulty, as far as they are not known).
    """
    seen = vectors.seen[:, :, None] & vectors.seen[:, None, :]
    unseen = np.eye(3) * ~vectors.seen[:, :, None]
    full = np.where(seen, noise_of(parameters, vectors, kind), 0.0) + unseen
    precision = np.where(seen, np.linalg.inv(full), 0.0) * trust[:, None, None]
    level = precision.sum(2)
    known = shared / (1 + shared * level.sum(1))
    precision -= known[:, None, None] * level[:, :, None] * level[:, None, :]
    parts = parts_of(parameters, kind)
    weight = parts.transpose(0, 2, 1) @ precision
    return Evidence(precision=precision, parts=parts, weight=weight, folded=weight @ parts)
