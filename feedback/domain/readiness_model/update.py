"""One person's estimate at once, from a finished fit, when a form of theirs has come in.

Severities and difficulties are those of the fit. With V the variance of the n forms' abilities,

    Cov(θ_k(a), θ_l(b)) = G_kl + 1[k = l] q min(t_a, t_b) + σ_δ² c_k(a) c_l(b),

their evidence (H, b) and C the covariance of today's state with them, the posterior is closed:

    mean = C (I + HV)⁻¹ b        variance = C₀ − C (I + HV)⁻¹ H Cᵀ
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.facets import Facet
from feedback.domain.readiness_model.noise import Evidence, evidence_of, parts_of
from feedback.domain.readiness_model.parameters import GAIN_FROM
from feedback.domain.readiness_model.passing import Chances
from feedback.domain.readiness_model.ratings import NO_PACKET, Bools, Floats, Ints, Ratings
from feedback.domain.readiness_model.scores import Vectors, vectors_of
from feedback.domain.readiness_model.smoother import sight_of, start_variance
from feedback.domain.readiness_model.solving import ROBUST_ROUNDS, surprise_of, trust_of
from feedback.domain.readiness_model.standings import (
    Counts,
    Model,
    States,
    chances_of,
    counts_of,
)
from feedback.domain.readiness_model.steps import Practice, practice_of, steps_of


@dataclass(frozen=True)
class PersonForm:
    """What one interviewer rated in one session; `ratings` by criterion, 1 … 4."""

    day: float  # days since 1970 in UTC
    kind: str
    interviewer: str
    packet: str  # "" for none
    ratings: Mapping[str, int]
    is_new: bool = False  # not in the fit, although from before its day
    weight: float = 1.0  # as in `fit`


@dataclass(frozen=True)
class Update:
    """One person (I = 1) at `day`, by the model of that version."""

    version: str
    day: float
    states: States
    counts: Counts
    chances: Chances


@dataclass(frozen=True)
class Own:
    """The n forms in order of time, and what the fit knows of their interviewers and packets."""

    ratings: Ratings  # of one person
    order: Ints  # (n,) places of the forms among those that were given
    kind: Ints  # (n,)
    is_new: Bools  # (n,) not in the fit
    weight: Floats  # (n,)
    vectors: Vectors
    sight: Floats  # (n, 2, D) B
    residual: Floats  # (n, 3) less means, severity, difficulty and gains
    doubt: Floats  # (n,) variance of severity + difficulty
    surely: Floats  # (n,) the same, but 0 for interviewers and packets of forms in the fit
    nowhere: Floats  # (n,) variance of difficulty where there was no packet
    abilities: Floats  # (2n, 2n) V
    today: Floats  # (D, 2n) C
    prior: Floats  # (D, D) C₀
    practice: Practice  # (1, K, …) so far


def update_person(model: Model, forms: Sequence[PersonForm], *, day: float) -> Update:
    """Where a person with these forms (none after `day`) stands at `day`.

    Kinds and criteria that the model does not know are passed over. A newcomer stands where
    everybody begins, with a wide interval.
    """
    own = own_of(model, forms, day=day)
    if own is None:
        return _newcomer(model, day=day)
    trust = trusted(model, own)
    mean, _ = _state(own, own_evidence(model, own, trust, own.surely))
    _, variance = _state(own, own_evidence(model, own, trust, own.doubt))
    states = States(mean[None], variance[None], own.practice)
    return Update(
        version=model.version,
        day=day,
        states=states,
        counts=counts_of(own.ratings),
        chances=chances_of(model, states),
    )


def trusted(model: Model, own: Own) -> Floats:
    """(n,) how far each form is believed: its weight, and less if it surprises."""
    trust = own.weight
    for _ in range(ROBUST_ROUNDS):
        trust = trust_of(_surprise(model, own, trust)) * own.weight
    return trust


def _ratings_of(model: Model, known: Sequence[PersonForm]) -> Ratings:
    criteria = model.scale.criteria
    places = {name: code for code, name in enumerate(criteria)}
    rows = [
        (number, places[criterion], rating)
        for number, form in enumerate(known)
        for criterion, rating in sorted(form.ratings.items())
        if criterion in places
    ]
    form, criterion, rating = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    interviewers = tuple(sorted({form.interviewer for form in known}))
    return Ratings(
        people=("",),
        interviewers=interviewers,
        packets=tuple(form.packet for form in known),
        kinds=model.kinds,
        criteria=criteria,
        person=np.zeros(len(known), np.int64),
        interviewer=np.array([interviewers.index(form.interviewer) for form in known], np.int64),
        packet=np.array(
            [n if form.packet else NO_PACKET for n, form in enumerate(known)], np.int64
        ),
        kind=np.array([model.kinds.index(form.kind) for form in known], np.int64),
        day=np.array([form.day for form in known]),
        form=form,
        criterion=criterion,
        rating=rating,
    )


def _newcomer(model: Model, *, day: float) -> Update:
    kinds, size = len(model.kinds), len(model.kinds) + 2
    none = np.zeros((1, kinds), np.int64)
    practice = Practice(np.zeros((1, kinds, 2, len(GAIN_FROM))), np.zeros((1, kinds, 2)))
    states = States(np.zeros((1, size)), start_variance(model.parameters)[None], practice)
    return Update(
        version=model.version,
        day=day,
        states=states,
        counts=Counts(sessions=none, interviewers=none, raw_mean=np.full((1, kinds), np.nan)),
        chances=chances_of(model, states),
    )


def _codes(codes: Iterable[int]) -> Ints:
    return np.array(list(codes), dtype=np.int64)


def own_of(model: Model, forms: Sequence[PersonForm], *, day: float) -> Own | None:
    """None without a form of a kind that the model knows."""
    places = [place for place, form in enumerate(forms) if form.kind in model.kinds]
    places.sort(key=lambda place: _turn(forms[place]))
    if not places:
        return None
    known = [forms[place] for place in places]
    ratings = _ratings_of(model, known)
    is_new = np.array([form.is_new or form.day > model.day for form in known])
    parameters, kinds = model.parameters, len(model.kinds)
    steps = steps_of(ratings)
    before, now = practice_of(steps, kinds=kinds)
    kind, vectors = ratings.kind, vectors_of(ratings, scale=model.scale)
    severity, unsure = severity_of(model, ratings)
    difficulty, unclear = difficulty_of(model, ratings)
    level, doubt = severity + difficulty, unsure + unclear
    nowhere = np.where(ratings.packet == NO_PACKET, parameters.difficulty, 0.0)
    learned = parts_of(parameters, kind) @ (before.gains @ model.gain)[:, :, None]
    residual = vectors.value - model.mean[kind] + level[:, None] - learned[:, :, 0]
    sight = sight_of(steps, before, kinds=kinds)
    start = start_variance(parameters)
    since = ratings.day - ratings.day[0]
    moving = np.append(np.full(kinds + 1, parameters.drift), 0.0)
    walk = np.minimum(since[:, None], since[None, :])
    n = ratings.forms
    seen = sight.reshape(2 * n, -1)
    moved = np.repeat(np.repeat(walk, 2, 0), 2, 1)
    today = np.repeat(since, 2)
    return Own(
        ratings=ratings,
        order=np.array(places),
        kind=kind,
        is_new=is_new,
        weight=np.array([form.weight for form in known]),
        vectors=vectors,
        sight=sight,
        residual=residual * vectors.seen,
        doubt=doubt,
        surely=np.where(is_new, doubt, nowhere),
        nowhere=nowhere,
        abilities=seen @ start @ seen.T + (seen * moving) @ seen.T * moved,
        today=start @ seen.T + (seen * moving).T * today,
        prior=start + np.diag(moving) * (day - ratings.day[0]),
        practice=now,
    )


def _turn(form: PersonForm) -> tuple[float, str, str, str]:
    """By time; the rest only so that forms of one instant have an order."""
    return form.day, form.kind, form.interviewer, form.packet


def severity_of(model: Model, ratings: Ratings) -> tuple[Floats, Floats]:
    """(n,) the severity of each form's interviewer as the fit has it, and its variance."""
    names = [ratings.interviewers[code] for code in ratings.interviewer]
    return _facet(model.severity, names, model.parameters.severity)


def difficulty_of(model: Model, ratings: Ratings) -> tuple[Floats, Floats]:
    """(n,) the difficulty of each form's packet as the fit has it, and its variance."""
    names = ["" if code == NO_PACKET else ratings.packets[code] for code in ratings.packet]
    return _facet(model.difficulty, names, model.parameters.difficulty)


def _facet(facet: Facet, names: Sequence[str], unknown: float) -> tuple[Floats, Floats]:
    places = [facet.place.get(name) for name in names]
    value = [0.0 if place is None else facet.value[place] for place in places]
    variance = [unknown if place is None else facet.variance[place] for place in places]
    return np.array(value), np.array(variance)


def own_evidence(model: Model, own: Own, trust: Floats, shared: Floats) -> Evidence:
    return evidence_of(model.parameters, own.vectors, own.kind, trust=trust, shared=shared)


def _surprise(model: Model, own: Own, trust: Floats) -> Floats:
    """Of each form as the fit would have it: facets taken as known."""
    evidence = own_evidence(model, own, trust, own.nowhere)
    n = len(own.kind)
    gain, folded = _gain(own, evidence)
    after = own.abilities - own.abilities @ gain @ folded @ own.abilities
    ability = own.abilities @ gain @ evidence.about(own.residual).ravel()
    forms = np.arange(n)
    variance = after.reshape(n, 2, n, 2)[forms, :, forms]
    pulls = evidence.left(own.residual, ability.reshape(n, 2))
    return surprise_of(evidence, pulls=pulls, told=evidence.told(variance), trust=trust)


def _gain(own: Own, evidence: Evidence) -> tuple[Floats, Floats]:
    """(2n, 2n) each: (I + HV)⁻¹ and H."""
    n = len(own.kind)
    blocks = np.zeros((n, 2, n, 2))
    forms = np.arange(n)
    blocks[forms, :, forms] = evidence.folded
    folded: Floats = blocks.reshape(2 * n, 2 * n)
    return np.asarray(np.linalg.inv(np.eye(2 * n) + folded @ own.abilities), np.float64), folded


def _state(own: Own, evidence: Evidence) -> tuple[Floats, Floats]:
    gain, folded = _gain(own, evidence)
    mean = own.today @ gain @ evidence.about(own.residual).ravel()
    return mean, own.prior - own.today @ gain @ folded @ own.today.T
