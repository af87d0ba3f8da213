"""What a person does best to practise next, with the reason."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from feedback.domain.next_practice import Choice, KindFacts, in_order
from feedback.domain.readiness_model.loops import Loop, LoopRound, next_practices
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.readiness_model.update import update_person
from feedback.models import Estimate
from feedback.queries.readiness_forms import forms_of_person
from feedback.queries.readiness_models import model_for_updates
from interviews.models import Kind, Leg, Round, Session
from interviews.queries.pool import pools_in

LEAST_CHANCE = 0.05

Rounds = list[tuple[str, float]]  # kind and weight of each round of a loop


@dataclass(frozen=True)
class NextPractice:
    """A kind of round; `reason` is a sentence that claims no more than is known."""

    kind: str
    name: str  # "System design"
    reason: str
    weight: float  # in the loop
    times: int  # rounds held or booked
    left: int  # questions that are new to the person
    is_wanted: bool  # among the kinds of their preparation, so that it can be booked


def next_practices_of(user: User, *, now: datetime) -> tuple[NextPractice, ...]:
    """The kinds of the target loop (without one, those wished), the one to practise first first.

    Empty for whoever only interviews or has chosen nothing. Nine queries at most.
    """
    preparation = user.preparation
    if preparation.volunteers_only:
        return ()
    rounds = _rounds(user)
    if not rounds:
        return ()
    facts, recent = _facts(user, rounds, now=now)
    choices = in_order(
        facts, recent=recent, has_loop=preparation.target_loop_id is not None, now=now
    )
    return tuple(map(_shown, choices))


def worth_of_practice(ids: Collection[int]) -> dict[tuple[int, str], float]:
    """What one more round of a kind is worth to people (by id), for choosing among their kinds.

    From stored estimates, in one query: the width of the 80 % interval over the chance. On 400
    simulated people the kind of which that is greatest had 84 % of what the model's best choice
    brings beyond the average one. Nothing for whoever has no estimate.
    """
    rows = Estimate.objects.filter(user__in=ids).order_by()
    return {
        (pk, kind): (high - low) / max(chance, LEAST_CHANCE)
        for pk, kind, chance, low, high in rows.values_list("user", "kind", "p", "lo80", "hi80")
    }


def _shown(choice: Choice) -> NextPractice:
    facts = choice.facts
    return NextPractice(
        kind=facts.kind,
        name=Kind(facts.kind).label,
        reason=choice.reason,
        weight=facts.weight,
        times=facts.times,
        left=facts.pool.left,
        is_wanted=facts.is_wanted,
    )


def _rounds(user: User) -> Rounds:
    preparation = user.preparation
    if preparation.target_loop_id is None:
        return [(kind, 1.0) for kind in Kind.values if kind in preparation.candidate_kinds]
    rows = Round.objects.filter(loop=preparation.target_loop_id).order_by("position")
    return [(kind, float(weight)) for kind, weight in rows.values_list("kind", "weight")]


def _facts(user: User, rounds: Rounds, *, now: datetime) -> tuple[list[KindFacts], list[str]]:
    """Of each kind of `rounds`; and the kinds practised or booked, newest first."""
    weights: Counter[str] = Counter()
    for kind, weight in rounds:
        weights[kind] += weight  # type: ignore[assignment]
    past = _practised(user)
    times = Counter(kind for kind, _ in past)
    last = dict(reversed(past))
    worth = _worth(user, rounds, now=now)
    facts = [
        KindFacts(
            pool=pool,
            weight=weights[pool.kind],
            gain=worth[pool.kind][0],
            width=worth[pool.kind][1],
            times=times[pool.kind],
            last_at=last.get(pool.kind),
            is_wanted=pool.kind in user.preparation.candidate_kinds,
        )
        for pool in pools_in(user, kinds=weights.keys())
    ]
    return facts, [kind for kind, _ in past]


def _practised(user: User) -> list[tuple[str, datetime]]:
    """The kinds that the person was, or is booked to be, the candidate in, newest first."""
    states = (Session.State.COMPLETED, *Session.LIVE_STATES)
    legs = Leg.objects.filter(candidate=user, session__state__in=states)
    rows = legs.order_by("-session__starts_at", "-number")
    return list(rows.values_list("kind", "session__starts_at"))


def _worth(user: User, rounds: Rounds, *, now: datetime) -> dict[str, tuple[float, float]]:
    """By kind: what one more practice is worth for the loop, and the width of the interval.

    By the newest fit from the person's forms as they are now; five queries.
    """
    known = model_for_updates()
    model, day = known.model, day_of(now)
    forms = forms_of_person(user, fitted_at=known.fitted_at, now=now).forms
    found = update_person(model, forms, day=day)
    loop = Loop(tuple(LoopRound(kind, weight) for kind, weight in rounds))
    gains = {one.kind: one.gain for one in next_practices(model, found.states, found.counts, loop)}
    widths = (found.chances.hi80 - found.chances.lo80)[0]
    return {kind: (gains[kind], float(widths[model.kinds.index(kind)])) for kind in gains}
