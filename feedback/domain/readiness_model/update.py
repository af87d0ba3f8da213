"""One person's estimate at once, from a finished fit, when a form of theirs has come in.

With V the variance of the n forms' abilities,

    Cov(θ_k(a), θ_l(b)) = G_kl + 1[k = l] q min(t_a, t_b) + σ_δ² c_k(a) c_l(b),

their evidence (H, b) and C the covariance of today's state with them, the posterior is closed:

    mean = C (I + HV)⁻¹ b        variance = C₀ − C (I + HV)⁻¹ H Cᵀ

Severities and difficulties are those of the fit, as far as the forms that it has not seen leave
them there: such a form tells of the ability, and so of everybody who has rated the person before.
With u the abilities as the forms in the fit let expect them, e = z − X x − A u for new forms and 0
for the others, and S their covariance with everything that is not known, severity + difficulty of
the forms move by F S⁻¹ e; F is their covariance without what the person's own forms say of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from feedback.domain.readiness_model.facets import Facet
from feedback.domain.readiness_model.noise import Evidence, evidence_of, noise_of, parts_of
from feedback.domain.readiness_model.parameters import GAIN_FROM, Parameters
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

MOST_DOUBT = 4.0  # times what is not known, for what was without one form


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
    trust, residual = settled(model, own)
    settled_own = replace(own, residual=residual)
    mean, _ = _state(settled_own, own_evidence(model, own, trust, own.nowhere))
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
    return settled(model, own)[0]


def settled(model: Model, own: Own) -> tuple[Floats, Floats]:
    """(n,) how far each form is believed, (n, 3) its residual as the new forms move the facets."""
    trust = own.weight
    for _ in range(ROBUST_ROUNDS):
        residual = _moved(model, own, trust)
        trust = trust_of(_surprise(model, own, trust, residual)) * own.weight
    return trust, _moved(model, own, trust)


def _moved(model: Model, own: Own, trust: Floats) -> Floats:
    if not own.is_new.any():
        return own.residual
    before = own_evidence(model, own, np.where(own.is_new, 0.0, trust), own.nowhere)
    ability, variance = _abilities(own, before, own.residual)
    shared = _shared(model, own, known=np.where(own.is_new, 0.0, before.told(variance)))
    news = own.residual - np.einsum("fij,fj->fi", before.parts, ability)
    news = np.where(own.is_new[:, None] & own.vectors.seen, news, 0.0)
    whole = _covariance(model, own, trust, before.parts, shared)
    pulls = np.linalg.solve(whole, news.ravel()).reshape(-1, 3).sum(1)
    return (own.residual - (shared @ pulls)[:, None]) * own.vectors.seen


def _shared(model: Model, own: Own, *, known: Floats) -> Floats:
    """(n, n) covariance of severity + difficulty, but for what the own forms say of it."""
    ratings = own.ratings
    packets = np.array(ratings.packets)
    same_packet = (packets[:, None] == packets) & (ratings.packet != NO_PACKET)
    same_interviewer = ratings.interviewer[:, None] == ratings.interviewer
    total = np.zeros(same_packet.shape)
    for same, (_, variance) in (
        (same_interviewer, severity_of(model, ratings)),
        (same_packet, difficulty_of(model, ratings)),
    ):
        left = np.maximum(1 / variance - same @ known, 1 / (MOST_DOUBT * variance))
        total += same / left
    return total


def _covariance(model: Model, own: Own, trust: Floats, parts: Floats, shared: Floats) -> Floats:
    """(3n, 3n) of all that was seen, given the fit; 1 on the diagonal for what was not."""
    n, forms = len(own.kind), np.arange(len(own.kind))
    abilities = own.abilities.reshape(n, 2, n, 2)
    whole = np.einsum("fia,fagb,gjb->figj", parts, abilities, parts, optimize=True)
    whole += shared[:, None, :, None]
    noise = noise_of(model.parameters, own.vectors, own.kind) / trust[:, None, None]
    whole[forms, :, forms] += noise + own.nowhere[:, None, None]
    seen = own.vectors.seen.ravel()
    found = whole.reshape(3 * n, 3 * n) * (seen[:, None] & seen)
    return np.asarray(found + np.diag(1.0 - seen))


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
    abilities, today, prior = _variances(parameters, sight, ratings.day, day)
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
        nowhere=nowhere,
        abilities=abilities,
        today=today,
        prior=prior,
        practice=now,
    )


def _variances(
    parameters: Parameters, sight: Floats, days: Floats, day: float
) -> tuple[Floats, Floats, Floats]:
    """V, C and C₀ of the docstring."""
    start, since = start_variance(parameters), days - days[0]
    moving = np.append(np.full(parameters.kinds + 1, parameters.drift), 0.0)
    walk = np.minimum(since[:, None], since[None, :])
    seen = sight.reshape(2 * len(days), -1)
    moved = np.repeat(np.repeat(walk, 2, 0), 2, 1)
    abilities: Floats = seen @ start @ seen.T + (seen * moving) @ seen.T * moved
    today: Floats = start @ seen.T + (seen * moving).T * np.repeat(since, 2)
    return abilities, today, start + np.diag(moving) * (day - days[0])


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


def _surprise(model: Model, own: Own, trust: Floats, residual: Floats) -> Floats:
    """Of each form as the fit would have it: facets taken as known."""
    evidence = own_evidence(model, own, trust, own.nowhere)
    ability, variance = _abilities(own, evidence, residual)
    pulls = evidence.left(residual, ability)
    return surprise_of(evidence, pulls=pulls, told=evidence.told(variance), trust=trust)


def _abilities(own: Own, evidence: Evidence, residual: Floats) -> tuple[Floats, Floats]:
    """(n, 2), (n, 2, 2) the abilities at each form, given all of them."""
    n = len(own.kind)
    gain, folded = _gain(own, evidence)
    reach = own.abilities @ gain
    after = own.abilities - reach @ folded @ own.abilities
    forms = np.arange(n)
    mean = reach @ evidence.about(residual).ravel()
    return mean.reshape(n, 2), after.reshape(n, 2, n, 2)[forms, :, forms]


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
