"""Where many people stand, without anything behind it: for lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from feedback.domain.standing import Band, band_of
from feedback.queries.standings import Said, Windows, kinds_in_order, said_of_people
from interviews.models import Preparation


@dataclass(frozen=True)
class Outline:
    bands: tuple[Band, ...]  # of the target loop's rounds, or of the kinds they practise
    sessions: int  # with released feedback, of any kind


def outlines_of_people(
    users: Iterable[User], *, now: datetime, windows: Windows | None = None
) -> dict[int, Outline]:
    """The bands of `readiness_of_people`, by primary key, at a fraction of the work."""
    ids = [user.pk for user in users]
    said = said_of_people(ids, now=now, windows=windows)
    preparations = Preparation.objects.filter(user__in=ids).select_related("target_loop")
    kinds: dict[int, list[str]] = {}
    for preparation in preparations.prefetch_related("target_loop__rounds"):
        loop = preparation.target_loop
        kinds[preparation.user_id] = (
            [round_.kind for round_ in loop.rounds.all()]
            if loop
            else kinds_in_order(said[preparation.user_id], preparation.candidate_kinds)
        )
    return {pk: _outline(one, kinds.get(pk, kinds_in_order(one, ()))) for pk, one in said.items()}


def _outline(said: Said, kinds: Iterable[str]) -> Outline:
    chances = [said.chances.get(kind) for kind in kinds]
    return Outline(
        bands=tuple(
            band_of(chance.low, chance.high) if chance else Band.NOT_ENOUGH for chance in chances
        ),
        sessions=len(said.forms),
    )
