"""What a person is asked to look at: flags with their reason in words and the numbers behind it.

A flag is no verdict. It says what was found and how likely that is by chance; a coach or an admin
reads the forms and decides. Nothing follows from a flag that nobody has confirmed (`weights.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.ratings import Ratings
from feedback.domain.unfair_raters.collusion import Collusion, colluding_pairs
from feedback.domain.unfair_raters.expecting import basis_of
from feedback.domain.unfair_raters.parties import FormKey, Parties, keys_of, parties_of
from feedback.domain.unfair_raters.retaliation import Retaliation, Times, retaliators
from feedback.domain.unfair_raters.straight_liners import StraightLiner, straight_liners


class Kind(StrEnum):
    STRAIGHT_LINER = "straight_liner"
    COLLUSION = "collusion"
    RETALIATION = "retaliation"


@dataclass(frozen=True)
class Flag:
    """`people` are those whose ratings it is about; `forms` are the ratings it is about."""

    kind: Kind
    people: tuple[str, ...]
    reason: str  # a sentence that names nobody
    numbers: Mapping[str, float]  # `chance` is adjusted for having looked at many (FDR)
    forms: tuple[FormKey, ...]
    ring: tuple[str, ...] = ()  # three people or more who hang together by such pairs


def flags_of(
    ratings: Ratings, *, times: Times, parameters: Parameters | None = None
) -> tuple[Flag, ...]:
    """All flags, in a fixed order. `parameters` are learned unless those of a fit are given.

    What one detector has flagged is left out by the next, so that nobody is flagged twice
    for the same forms: collusion, then always the same, then retaliation.
    """
    if not ratings.forms:
        return ()
    basis, parties = basis_of(ratings, parameters=parameters), parties_of(ratings)
    apart = np.zeros(ratings.forms, bool)
    pairs = colluding_pairs(basis, apart=apart)
    for pair in pairs:
        apart[pair.forms] = True
    same = straight_liners(basis, apart=apart)
    for liner in same:
        apart[liner.forms] = True
    answering = retaliators(basis, times=times, apart=apart)
    return (
        *_with_rings([_pair_flag(one, ratings, parties) for one in pairs]),
        *(_same_flag(one, ratings, parties) for one in same),
        *(_answer_flag(one, ratings, parties) for one in answering),
    )


def _same_flag(found: StraightLiner, ratings: Ratings, parties: Parties) -> Flag:
    reason = (
        f"{found.share:.0%} of the ratings in {len(found.forms)} forms are a {found.level}. "
        f"Others with the same candidates would have given that in about {found.usual_share:.0%}."
    )
    numbers = {
        "forms": len(found.forms),
        "level": found.level,
        "share": found.share,
        "usual_share": found.usual_share,
        "chance": found.chance,
    }
    people, forms = (parties.names[found.rater],), keys_of(ratings, found.forms)
    return Flag(Kind.STRAIGHT_LINER, people, reason, numbers, forms)


def _pair_flag(found: Collusion, ratings: Ratings, parties: Parties) -> Flag:
    reason = (
        f"{found.top} of the {len(found.forms)} forms they wrote on each other give the best "
        "rating for everything. After what other people say of both, about "
        f"{found.expected_top:.1f} would."
    )
    numbers = {
        "forms": len(found.forms),
        "top": found.top,
        "expected_top": found.expected_top,
        "chance": found.chance,
    }
    people = tuple(parties.names[code] for code in found.pair)
    return Flag(Kind.COLLUSION, people, reason, numbers, keys_of(ratings, found.forms))


def _answer_flag(found: Retaliation, ratings: Ratings, parties: Parties) -> Flag:
    reason = (
        f"The {len(found.forms)} forms they wrote on somebody right after reading a no from "
        f"that person lie {found.drop:.1f} standard deviations below what others say of the "
        "same people."
    )
    numbers = {"forms": len(found.forms), "drop": found.drop, "chance": found.chance}
    people, forms = (parties.names[found.rater],), keys_of(ratings, found.forms)
    return Flag(Kind.RETALIATION, people, reason, numbers, forms)


def _with_rings(flags: list[Flag]) -> Iterable[Flag]:
    """Pairs of three people or more that hang together each name the whole ring."""
    names = sorted({name for flag in flags for name in flag.people})
    place = {name: code for code, name in enumerate(names)}
    ends = np.array([[place[name] for name in flag.people] for flag in flags]).reshape(-1, 2).T
    links = coo_array((np.ones(len(flags)), (ends[0], ends[1])), shape=(len(names), len(names)))
    ring_of = connected_components(links, directed=False)[1] if names else np.zeros(0)
    for flag in flags:
        ring = ring_of[place[flag.people[0]]]
        members = tuple(name for name in names if ring_of[place[name]] == ring)
        yield replace(flag, ring=members) if len(members) > 2 else flag
