"""The filters of the search for a partner, read from an address that anybody may have typed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from interviews.models import Kind, Preparation
from scheduling.domain.pair_value import Way
from scheduling.forms.fields import parse_instant

WAY_LABELS = {
    Way.SWAP: "Swap: both of us practise",
    Way.PRACTISE: "Someone interviews me",
    Way.INTERVIEW: "I interview someone",
}


@dataclass
class PartnerFilters:
    """What to search for, and what could not be used of the address (`problems`, in words).

    `ways` and `kinds` are the choices that this person has: [(value, label)].
    """

    way: Way
    kind: str
    at: datetime | None
    ways: list[tuple[Way, str]]
    kinds: list[tuple[str, str]]
    problems: list[str] = field(default_factory=list)


def possible_ways(preparation: Preparation) -> list[Way]:
    """What the person can look for at all; empty if they have chosen no kinds of round."""
    wants = bool(preparation.candidate_kinds) and not preparation.volunteers_only
    gives = bool(preparation.interviewer_kinds)
    ways = [(Way.SWAP, wants and gives), (Way.PRACTISE, wants), (Way.INTERVIEW, gives)]
    return [way for way, is_possible in ways if is_possible]


def read_filters(
    parameters: Mapping[str, str], *, preparation: Preparation
) -> PartnerFilters | None:
    """The filters in the address; None if the person can look for nothing yet.

    What cannot be used gives way to the default, and is said.
    """
    ways = possible_ways(preparation)
    if not ways:
        return None
    problems: list[str] = []
    way = _way(parameters.get("mode", ""), ways, problems)
    own = preparation.interviewer_kinds if way == Way.INTERVIEW else preparation.candidate_kinds
    kind = _kind(parameters.get("kind", ""), own, problems)
    return PartnerFilters(
        way=way,
        kind=kind,
        at=_instant(parameters.get("at", ""), problems),
        ways=[(choice, WAY_LABELS[choice]) for choice in ways],
        kinds=[(kind.value, kind.label) for kind in Kind if kind.value in own],
        problems=problems,
    )


def _way(given: str, ways: list[Way], problems: list[str]) -> Way:
    if given and given not in list(Way):
        problems.append("There is no such way to practise. Showing the usual one.")
    elif given and given not in ways:
        problems.append(
            "What you practise and what you interview in do not allow that way. Showing another."
        )
    return Way(given) if given in ways else ways[0]


def _kind(given: str, own: Collection[str], problems: list[str]) -> str:
    if not given or given in own:
        return given
    if given in Kind.values:
        problems.append(
            f"{Kind(given).label} is not among the rounds of your preparation. Showing all of them."
        )
    else:
        problems.append("There is no such kind of round. Showing all of yours.")
    return ""


def _instant(given: str, problems: list[str]) -> datetime | None:
    if not given:
        return None
    try:
        return parse_instant(given)
    except ValueError:
        problems.append("We cannot read that time. Showing all of them.")
        return None
