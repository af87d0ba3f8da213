"""How many flags were right, how much of what they look for they found, and whom they hit."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from feedback.domain.unfair_raters import collusion, retaliation, straight_liners
from feedback.domain.unfair_raters.flags import Flag, Kind
from tests.benchmarks.unfair_raters.simulator import NOBODY, UnfairSite


@dataclass(frozen=True)
class Found:
    """Counts of one kind of flag; those of several sites add up."""

    flagged: int
    right: int  # flagged, and as bad as the flag says
    to_find: int  # bad, with forms enough to be seen
    found: int  # of those

    @property
    def precision(self) -> float:
        return self.right / self.flagged if self.flagged else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.to_find if self.to_find else 1.0


@dataclass(frozen=True)
class Groups:
    """Honest study groups, and those of which a pair was flagged for rating each other up."""

    honest: int
    flagged: int

    @property
    def share(self) -> float:
        return self.flagged / max(self.honest, 1)


def together(parts: Sequence) -> Found | Groups:
    kind = type(parts[0])
    return kind(*(sum(getattr(part, one.name) for part in parts) for one in fields(kind)))


def judged(site: UnfairSite, flags: Sequence[Flag]) -> dict[Kind, Found]:
    return {
        Kind.STRAIGHT_LINER: _found(_people(site, flags, Kind.STRAIGHT_LINER), *_same(site)),
        Kind.COLLUSION: _found(_people(site, flags, Kind.COLLUSION), *_pairs(site)),
        Kind.RETALIATION: _found(_people(site, flags, Kind.RETALIATION), *_retaliating(site)),
    }


def honest_groups(site: UnfairSite, flags: Sequence[Flag]) -> Groups:
    honest = set(np.flatnonzero(~site.is_colluding))
    pairs = _people(site, flags, Kind.COLLUSION)
    inside = {site.group[a] for a, b in pairs if site.group[a] == site.group[b] != NOBODY}
    return Groups(honest=len(honest), flagged=len(inside & honest))


def _found(flagged: set, bad: set, to_find: set) -> Found:
    return Found(len(flagged), len(flagged & bad), len(to_find), len(flagged & to_find))


def _people(site: UnfairSite, flags: Sequence[Flag], kind: Kind) -> set[tuple[int, ...]]:
    place = {name: code for code, name in enumerate(site.parties.names)}
    return {tuple(place[name] for name in flag.people) for flag in flags if flag.kind == kind}


def _single(people: np.ndarray) -> set[tuple[int, ...]]:
    return {(int(one),) for one in np.flatnonzero(people)}


def _same(site: UnfairSite) -> tuple[set, set]:
    number = np.bincount(site.parties.interviewer, minlength=len(site.is_same))
    enough = number >= straight_liners.LEAST_FORMS
    return _single(site.is_same), _single(site.is_same & enough)


def _retaliating(site: UnfairSite) -> tuple[set, set]:
    rater = site.parties.interviewer[site.is_answer]
    number = np.bincount(rater, minlength=len(site.is_retaliating))
    enough = number >= retaliation.LEAST_ANSWERS
    return _single(site.is_retaliating), _single(site.is_retaliating & enough)


def _pairs(site: UnfairSite) -> tuple[set, set]:
    """Everybody who colludes with somebody they met, and those with forms enough, both ways."""
    one, other = site.parties.candidate, site.parties.interviewer
    ring = site.group[one]
    in_ring = (ring != NOBODY) & (ring == site.group[other])
    in_ring &= np.append(site.is_colluding, False)[ring]
    ends = np.stack((np.minimum(one, other), np.maximum(one, other)), 1)[in_ring]
    pairs, which, number = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    upward = np.bincount(which.ravel(), site.parties.is_upward[in_ring], len(pairs))
    enough = (number >= collusion.LEAST_FORMS) & (upward > 0) & (upward < number)
    return set(map(tuple, pairs.tolist())), set(map(tuple, pairs[enough].tolist()))
