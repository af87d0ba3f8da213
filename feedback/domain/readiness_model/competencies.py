"""Where one person stands in each competency, from single criteria of all their rounds.

A rating of criterion r in form f, as a normal score (`scores.py`), is

    z_fr = mean(kind, part) + θ_c(r)(t_f) − severity_j(f) − difficulty_p(f) + e_fr

with c(r) the criterion's competency. Abilities in the competencies are tied by a general ability
and move on by a random walk,

    Cov(θ_c(a), θ_d(b)) = g + 1[c = d] (v − g + q min(t_a, t_b)),

v .25 and g .14 being the shipped variances of `parameters.py` (from the simulation study named in
docs/readiness-model.md), t days since the first form. What criteria of one form share, the form
of the day and the halo, is the model's noise: between domain criteria noise₀₀, between these and
communication noise₀₁; each criterion alone adds τ. It is divided by how far the form is believed
(`update.trusted`), so that one session that went by accident does not decide here either.

With S the covariance of a person's n scores, C that of the abilities at an instant with them and
r = z − mean + severity + difficulty, the posterior is closed: C S⁻¹ r, and C₀ − C S⁻¹ Cᵀ. Widths
count what is not known of severity (shared by the forms of one interviewer) and of difficulty as
noise; means do so only for forms that are not in the fit, because a severity of the fit was found
together with the others. S = LLᵀ with scores in order of time gives every earlier posterior as
well: that after form f uses the first rows of L.

The chance that a new interviewer, with a new packet, on another day rates the criterion 3 or
better is a probit, as in `passing.py` without its fitted line: with c_r = Φ⁻¹(share of ratings
below 3), ρ the variance of the criterion's scores and e² that of its noise,

    p = Φ(b / √(1 + w))    b = (m + mean − ρ c_r) / s    w = v / s²
    s² = e² + σ_s² + σ_d² − ρ (1 − ρ)

and its ends Φ(b ± 1.2816 √w), averaged over the criteria by which the person was rated, as often
as they were. All of them rise with the same ability, so averaging the ends is exact. What practice
is expected to teach is left to the random walk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.special import ndtr, ndtri

from feedback.domain.readiness_model.parameters import ABILITY, ABILITY_SHARED
from feedback.domain.readiness_model.passing import LEAST_UNIT, Z_80
from feedback.domain.readiness_model.ratings import NO_PACKET, Bools, Floats, Ints
from feedback.domain.readiness_model.scores import RECOMMENDATION, TALK, YES
from feedback.domain.readiness_model.standings import Model
from feedback.domain.readiness_model.update import (
    Own,
    PersonForm,
    difficulty_of,
    own_of,
    severity_of,
    trusted,
)


@dataclass(frozen=True)
class CriterionForm:
    """A form, and the competency of each of its criteria; criteria without one are passed over."""

    form: PersonForm
    competencies: Mapping[str, str]


@dataclass(frozen=True)
class CompetencyChance:
    """That a typical peer rates the competency 3 or better; the ends of its 80 % interval."""

    p: float
    lo80: float
    hi80: float


@dataclass(frozen=True)
class Competency:
    now: CompetencyChance
    usual: float  # the chance of somebody of whom nothing is known, by the same criteria
    after: Mapping[int, CompetencyChance]  # by place of the form, right after it


@dataclass(frozen=True)
class _Scores:
    """N ratings of criteria, in order of time."""

    form: Ints  # (N,) among the forms in order of time
    competency: Ints  # (N,) codes of the sorted names
    names: tuple[str, ...]
    kind: Ints  # (N,)
    criterion: Ints  # (N,)
    place: Ints  # (N,) in a form's vector
    value: Floats  # (N,) r


def competencies_of(
    model: Model, forms: Sequence[CriterionForm], *, day: float
) -> dict[str, Competency]:
    """By name, every competency that was rated in a form of a known kind; none is later than `day`.

    Between 0 and 1. Minimum to show one: as for rounds, three sessions with two interviewers.
    """
    own = own_of(model, [one.form for one in forms], day=day)
    scores = _scores(model, own, forms) if own else None
    if own is None or scores is None:
        return {}
    noise = _noise(model, own, scores)
    every = np.ones(len(own.kind), bool)
    mean, _ = _posterior(model, own, scores, noise + _doubt(model, own, scores, own.is_new), day)
    _, variance = _posterior(model, own, scores, noise + _doubt(model, own, scores, every), day)
    return {
        name: _competency(model, own, scores, code, mean[:, code], variance[:, code])
        for code, name in enumerate(scores.names)
    }


def _scores(model: Model, own: Own, forms: Sequence[CriterionForm]) -> _Scores | None:
    ratings, criteria = own.ratings, model.scale.criteria
    said = [
        forms[own.order[form]].competencies.get(criteria[criterion], "")
        for form, criterion in zip(ratings.form, ratings.criterion, strict=True)
    ]
    kept = np.array([bool(name) for name in said])
    kept &= model.scale.place[ratings.criterion] != RECOMMENDATION
    if not kept.any():
        return None
    names, competency = np.unique(np.array(said)[kept], return_inverse=True)
    form, criterion, rating = (x[kept] for x in (ratings.form, ratings.criterion, ratings.rating))
    kind, place = own.kind[form], model.scale.place[criterion]
    level = (severity_of(model, ratings)[0] + difficulty_of(model, ratings)[0])[form]
    return _Scores(
        form=form,
        competency=competency,
        names=tuple(names.tolist()),
        kind=kind,
        criterion=criterion,
        place=place,
        value=model.scale.worth[kind, criterion, rating - 1] - model.mean[kind, place] + level,
    )


def _noise(model: Model, own: Own, scores: _Scores) -> Floats:
    """(N, N) what forms share, and what each criterion adds."""
    noise, form, place = model.parameters.noise, scores.form, scores.place
    shared: Floats = noise[scores.kind[:, None], place[:, None], place[None, :]]
    both_talk = (place == TALK)[:, None] & (place == TALK)[None, :]
    rest = np.maximum(shared - model.parameters.criterion, 0.0)
    shared = np.where(both_talk & ~np.eye(len(form), dtype=bool), rest, shared)
    shared = shared + np.diag(np.where(place == TALK, 0.0, model.parameters.criterion))
    return shared * (form[:, None] == form[None, :]) / trusted(model, own)[form][:, None]


def _doubt(model: Model, own: Own, scores: _Scores, counts: Bools) -> Floats:
    """(N, N) what is not known of severity and difficulty in forms where it `counts` (n,).

    Without a packet the difficulty is never known.
    """
    ratings, form = own.ratings, scores.form
    _, unsure = severity_of(model, ratings)
    _, unclear = difficulty_of(model, ratings)
    names = [
        str(n) if code == NO_PACKET else f"={ratings.packets[code]}"
        for n, code in enumerate(ratings.packet)
    ]
    found = np.zeros((len(form), len(form)))
    for facet, variance, told in (
        (ratings.interviewer, unsure, counts),
        (np.unique(names, return_inverse=True)[1], unclear, counts | (ratings.packet == NO_PACKET)),
    ):
        root = np.sqrt(np.where(told, variance, 0.0))[form]
        found += (facet[form][:, None] == facet[form][None, :]) * root[:, None] * root[None, :]
    return found


def _posterior(
    model: Model, own: Own, scores: _Scores, noise: Floats, day: float
) -> tuple[Floats, Floats]:
    """(n + 1, C) each: mean and variance right after each form, and at `day`."""
    since = own.ratings.day - own.ratings.day[0]
    drift, when = model.parameters.drift, since[scores.form]
    same = np.arange(len(scores.names))[:, None] == scores.competency[None, :]
    # Scores so far are from before the instant, so min(t, t_i) is t_i whatever the instant.
    reach = ABILITY_SHARED + same * (ABILITY - ABILITY_SHARED + drift * when)
    apart = scores.competency[:, None] == scores.competency[None, :]
    walk = drift * np.minimum(when[:, None], when[None, :])
    whole = ABILITY_SHARED + apart * (ABILITY - ABILITY_SHARED + walk) + noise
    root = cholesky(whole, lower=True)
    about = solve_triangular(root, scores.value, lower=True)
    seen = solve_triangular(root, reach.T, lower=True)
    last = np.searchsorted(scores.form, np.arange(len(since)), side="right")
    last = np.append(last, len(scores.form))
    mean = np.vstack((np.zeros(len(same)), np.cumsum(seen * about[:, None], 0)))[last]
    known = np.vstack((np.zeros(len(same)), np.cumsum(seen**2, 0)))[last]
    before = ABILITY + drift * np.append(since, day - own.ratings.day[0])
    return mean, before[:, None] - known


def _competency(
    model: Model, own: Own, scores: _Scores, code: int, mean: Floats, variance: Floats
) -> Competency:
    mine = scores.competency == code
    cells, times = np.unique(
        np.stack((scores.kind, scores.criterion, scores.place))[:, mine], axis=1, return_counts=True
    )
    found = _chances(
        model, cells, times / times.sum(), np.append(mean, 0.0), np.append(variance, ABILITY)
    )
    return Competency(
        now=found[-2],
        usual=found[-1].p,
        after={int(own.order[form]): found[form] for form in np.unique(scores.form[mine])},
    )


def _chances(
    model: Model, cells: Ints, share: Floats, mean: Floats, variance: Floats
) -> list[CompetencyChance]:
    """Of abilities N(mean, variance) (T,), over criteria (kind, criterion, place) × cells."""
    kind, criterion, place = cells
    parameters, shares = model.parameters, model.scale.shares[kind, criterion]
    line = ndtri(shares[:, : YES - 1].sum(1))
    stretch = (shares * model.scale.worth[kind, criterion] ** 2).sum(1)
    whole = parameters.noise[kind, place, place] + np.where(place == TALK, 0, parameters.criterion)
    whole = whole + parameters.severity + parameters.difficulty
    unit = np.sqrt(np.maximum(whole - stretch * (1 - stretch), LEAST_UNIT * whole))
    level = (mean[:, None] + model.mean[kind, place] - stretch * line) / unit
    spread = np.sqrt(variance)[:, None] / unit
    p = ndtr(level / np.sqrt(1 + spread**2)) @ share
    low, high = (ndtr(level + z * spread) @ share for z in (-Z_80, Z_80))
    return [CompetencyChance(*map(float, one)) for one in zip(p, low, high, strict=True)]
