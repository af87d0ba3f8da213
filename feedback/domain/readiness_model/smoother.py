"""Abilities over time, for all people at once: Kalman filter and smoother in information form.

State of a person with K kinds: the abilities of the kinds, communication, and their own pace of
learning, D = K + 2 numbers. A form of kind k sees two combinations of it,

    u = B x = (x_k + c_k · pace, x_talk + c_talk · pace)

as evidence (H, b): log-likelihood −½ uᵀHu + bᵀu. With P the state's variance before the form and
P_u = BPBᵀ, M = (I + H P_u)⁻¹:

    mean += P Bᵀ g,  g = M (b − H u)        P −= P Bᵀ W B P,  W = M H

Backwards (Bryson and Frazier 1963, without any inverse of the state's size):

    r ← r + Bᵀ (g − W B P r)       smoothed u = u + B P r
    N ← Bᵀ W B + (I − PBᵀWB)ᵀ N (I − PBᵀWB)       smoothed P_u = P_u − B P N P Bᵀ

Gains do not depend on ratings: `gains_of` makes them once, `smooth` uses them for each offset.
"""

from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.noise import Evidence
from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.ratings import Floats
from feedback.domain.readiness_model.steps import Practice, Steps


@dataclass(frozen=True)
class Gains:
    """F forms in the order of the steps, I people by rank."""

    seen: Floats  # (F, 2, D) B
    reach: Floats  # (F, 2, D) B P before the form
    before: Floats  # (F, 2, 2) P_u before the form
    solve: Floats  # (F, 2, 2) M
    weight: Floats  # (F, 2, 2) W
    folded: Floats  # (F, 2, 2) H
    start: Floats  # (D, D) variance of everybody's state at first
    end: Floats  # (I, D, D) variance of the state after the last form


@dataclass(frozen=True)
class Path:
    """Where everybody's state went, given all their forms."""

    ability: Floats  # (F, 2) smoothed u
    predicted: Floats  # (F, 2) u as it was expected before the form
    pull: Floats  # (F, 2) g
    start: Floats  # (I, D) smoothed state at first
    end: Floats  # (I, D) state after the last form


def start_variance(parameters: Parameters) -> Floats:
    """(D, D) G, and the pace's variance."""
    size = parameters.kinds + 2
    start = np.zeros((size, size))
    start[:-1, :-1] = parameters.start
    start[-1, -1] = parameters.learning
    return start


def sight_of(steps: Steps, practice: Practice, *, kinds: int) -> Floats:
    """(F, 2, D) B."""
    forms = len(steps.rows)
    seen = np.zeros((forms, 2, kinds + 2))
    seen[np.arange(forms), 0, steps.kind] = 1.0
    seen[:, 1, kinds] = 1.0
    seen[:, :, -1] = practice.pace
    return seen


def gains_of(parameters: Parameters, steps: Steps, practice: Practice, evidence: Evidence) -> Gains:
    kinds = parameters.kinds
    sight = sight_of(steps, practice, kinds=kinds)
    start = start_variance(parameters)
    forms, size = len(steps.rows), len(start)
    reach = np.empty((forms, 2, size))
    before, solve, weight = (np.empty((forms, 2, 2)) for _ in range(3))
    state = np.tile(start, (len(steps.ranked), 1, 1))
    moving = np.arange(size - 1)
    for rows in steps.slices():
        now = state[: rows.stop - rows.start]
        now[:, moving, moving] += parameters.drift * steps.gap[rows, None]
        seen, folded = sight[rows], evidence.folded[rows]
        reach[rows] = seen @ now
        before[rows] = reach[rows] @ seen.transpose(0, 2, 1)
        solve[rows] = inverse_2(np.eye(2) + folded @ before[rows])
        weight[rows] = solve[rows] @ folded
        now -= reach[rows].transpose(0, 2, 1) @ (weight[rows] @ reach[rows])
    return Gains(
        seen=sight,
        reach=reach,
        before=before,
        solve=solve,
        weight=weight,
        folded=evidence.folded,
        start=start,
        end=state,
    )


def inverse_2(matrices: Floats) -> Floats:
    """Inverses of (…, 2, 2) matrices."""
    a, b = matrices[..., 0, 0], matrices[..., 0, 1]
    c, d = matrices[..., 1, 0], matrices[..., 1, 1]
    found = np.stack((np.stack((d, -b), -1), np.stack((-c, a), -1)), -2)
    return found / (a * d - b * c)[..., None, None]


def filtered(gains: Gains, steps: Steps, about: Floats) -> Path:
    """The way forward only; `about` is b, (F, 2) in the order of the steps."""
    people, size = len(steps.ranked), len(gains.start)
    state = np.zeros((people, size))
    predicted, pull = np.empty_like(about), np.empty_like(about)
    for rows in steps.slices():
        now = state[: rows.stop - rows.start]
        u = _times(gains.seen[rows], now)
        g = _times(gains.solve[rows], about[rows] - _times(gains.folded[rows], u))
        now += _back(gains.reach[rows], g)
        predicted[rows], pull[rows] = u, g
    return Path(predicted, predicted, pull, np.zeros_like(state), state)


def smooth(gains: Gains, steps: Steps, about: Floats) -> Path:
    """The posterior means given b, (F, 2)."""
    path = filtered(gains, steps, about)
    ability = np.empty_like(about)
    back = np.zeros_like(path.end)
    for rows in reversed(steps.slices()):
        now = back[: rows.stop - rows.start]
        reach = gains.reach[rows]
        left = path.pull[rows] - _times(gains.weight[rows], _times(reach, now))
        now += _back(gains.seen[rows], left)
        ability[rows] = path.predicted[rows] + _times(reach, now)
    return Path(ability, path.predicted, path.pull, back @ gains.start, path.end)


def smoothed_variance(gains: Gains, steps: Steps) -> tuple[Floats, Floats]:
    """(F, 2, 2) of the abilities at each form, (I, D, D) of everybody's state at first."""
    people, size = gains.end.shape[:2]
    after = np.zeros((people, size, size))
    variance = np.empty_like(gains.before)
    for rows in reversed(steps.slices()):
        now = after[: rows.stop - rows.start]
        reach, seen = gains.reach[rows], gains.seen[rows]
        share = gains.weight[rows] @ seen  # W B
        now -= (now @ reach.transpose(0, 2, 1)) @ share
        now -= share.transpose(0, 2, 1) @ (reach @ now)
        now += seen.transpose(0, 2, 1) @ share
        variance[rows] = gains.before[rows] - reach @ now @ reach.transpose(0, 2, 1)
    return variance, gains.start - gains.start @ after @ gains.start


def _times(matrices: Floats, vectors: Floats) -> Floats:
    return np.einsum("nij,nj->ni", matrices, vectors)


def _back(matrices: Floats, vectors: Floats) -> Floats:
    return np.einsum("nji,nj->ni", matrices, vectors)
