"""What may be said of a loop of several rounds together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.readiness_model.loops import MOST_ROUNDS, LoopRound, loop_chance
from feedback.domain.readiness_model.loops import Loop as LoopRule
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.readiness_model.update import update_person
from feedback.domain.standing import Chance, Standing
from feedback.queries.standings import Said
from interviews.models import Loop


@dataclass(frozen=True)
class LoopLine:
    """A loop. Given a person's abilities, its interviewers are taken to judge on their own."""

    chance: Chance | None  # a yes in every round; None unless half are judged and all were tried
    share: Chance | None  # of the loop's weight that lies in rounds with a yes
    weakest: str  # the judged round with the lowest chance; or empty
    missing: tuple[str, ...]  # rounds of a kind without any session
    judged: int
    rounds: int


def loop_line(said: Said, loop: Loop, standings: Sequence[Standing], *, now: datetime) -> LoopLine:
    """`standings` are of the loop's rounds, in their order."""
    rounds = list(zip(loop.rounds.all(), standings, strict=True))
    judged = [(line.chance, round_.name) for round_, line in rounds if line.chance]
    missing = tuple(round_.name for round_, line in rounds if not line.sessions)
    rule = LoopRule(tuple(LoopRound(round_.kind, float(round_.weight)) for round_, _ in rounds))
    chance = share = None
    is_known = 2 * len(judged) >= len(rounds) and not missing
    if judged and is_known and len(rounds) <= MOST_ROUNDS:
        states = update_person(said.known.model, said.forms, day=day_of(now)).states
        found = loop_chance(said.known.model, states, rule)
        chance = Chance(found.p, found.lo80, found.hi80)
        share = Chance(found.share, found.share_lo80, found.share_hi80)
    return LoopLine(
        chance=chance,
        share=share,
        weakest=min(judged, key=lambda one: one[0].p)[1] if judged else "",
        missing=missing,
        judged=len(judged),
        rounds=len(rounds),
    )
