"""How one person's chance went, session by session, as today's fit sees it.

Severities, difficulties and how far each form is believed are those of today. With them fixed, one
Kalman filter forward gives the state right after every form, where n updates would cost n times as
much: with P the state's variance before the form, B what the form sees and (H, b) its evidence,

    mean += P Bᵀ M (b − H B mean)        P −= P Bᵀ M H B P        M = (I + H B P Bᵀ)⁻¹

As in `update.py`, means and widths come from two passes: for widths, what is not known of severity
and difficulty counts as noise. After the last form it gives what the update gives.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from feedback.domain.readiness_model.passing import Chances
from feedback.domain.readiness_model.ratings import Floats, Ints
from feedback.domain.readiness_model.smoother import start_variance
from feedback.domain.readiness_model.standings import Model, States, chances_of
from feedback.domain.readiness_model.steps import Practice, practice_of, steps_of
from feedback.domain.readiness_model.update import (
    Own,
    PersonForm,
    own_evidence,
    own_of,
    settled,
)


@dataclass(frozen=True)
class Trend:
    """Of n forms in order of time; the practice of the session itself is in it."""

    order: Ints  # (n,) places among the forms that were given
    kind: Ints  # (n,) codes in the model's kinds
    chances: Chances  # (n,) of the form's own kind


def trend_of(model: Model, forms: Sequence[PersonForm], *, day: float) -> Trend | None:
    """The chances right after each form, none later than `day`; None without a known form."""
    own = own_of(model, forms, day=day)
    if own is None:
        return None
    trust, residual = settled(model, own)
    mean, _ = _filtered(model, replace(own, residual=residual), trust, own.nowhere)
    _, variance = _filtered(model, own, trust, own.doubt)
    found = chances_of(model, States(mean, variance, _practice_after(own, len(model.kinds))))
    each = np.arange(len(own.kind))
    return Trend(
        order=own.order,
        kind=own.kind,
        chances=Chances(**{name: value[each, own.kind] for name, value in vars(found).items()}),
    )


def _filtered(model: Model, own: Own, trust: Floats, shared: Floats) -> tuple[Floats, Floats]:
    """(n, D), (n, D, D) the state right after each form."""
    evidence = own_evidence(model, own, trust, shared)
    about = evidence.about(own.residual)
    variance = start_variance(model.parameters)
    moving = np.arange(len(variance) - 1)
    mean = np.zeros(len(variance))
    means, variances = [], []
    gaps = np.diff(own.ratings.day, prepend=own.ratings.day[0])
    for form, gap in enumerate(gaps):
        variance[moving, moving] += model.parameters.drift * gap
        seen, folded = own.sight[form], evidence.folded[form]
        reach = seen @ variance
        solve = np.linalg.inv(np.eye(2) + folded @ reach @ seen.T)
        mean = mean + reach.T @ (solve @ (about[form] - folded @ (seen @ mean)))
        variance = variance - reach.T @ (solve @ folded) @ reach
        means.append(mean)
        variances.append(variance)
    return np.array(means), np.array(variances)


def _practice_after(own: Own, kinds: int) -> Practice:
    """(n, K, …) with each form: as if the forms so far were those of a person of their own."""
    n = len(own.kind)
    person, form = np.tril_indices(n)
    ratings = replace(
        own.ratings,
        people=("",) * n,
        person=person,
        kind=own.kind[form],
        day=own.ratings.day[form],
    )
    steps = steps_of(ratings)
    _, now = practice_of(steps, kinds=kinds)
    place = np.argsort(steps.ranked)
    return Practice(gains=now.gains[place], pace=now.pace[place])
