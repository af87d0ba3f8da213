"""The readiness benchmark's site with study groups in it, and then with raters who are not fair.

Members of a study group practise mostly with each other, both ways in a session. Most groups are
honest; in some everybody rates everybody up. Retaliators and raters who always give the same are
spread over the site. Who is what is drawn before anybody is rated.
"""

from dataclasses import dataclass, replace

import numpy as np

from feedback.domain.readiness_model.ratings import Ratings
from feedback.domain.unfair_raters.parties import Parties, is_low, parties_of
from feedback.domain.unfair_raters.retaliation import Times, answers
from tests.benchmarks.readiness.simulator import CRITERIA, Simulation, World, site_of

NOBODY = -1
TASTES = 4
GROUP_SIZES = (2, 2, 2, 3, 3, 4)


@dataclass(frozen=True)
class Behaviour:
    """How common each kind of bad rater is, and how they go about it."""

    grouped: float = 0.4  # of people, in study groups
    inside: float = 0.6  # of a member's sessions, with the group
    taste: float = 0.05  # variance of what a rater sees in one person and nobody else does
    colluding: float = 0.14  # of study groups
    all_four: float = 0.9  # of a colluder's forms inside
    retaliating: float = 0.2  # of people
    answered: float = 0.9  # of the times that a retaliator could
    lowered: int = 2  # levels
    lowered_less: float = 0.0  # share of answers that are lowered by a level less
    lowers: tuple[str, ...] = CRITERIA  # what of an answer is lowered
    same: float = 0.025  # of people
    slips: float = 0.04  # of the ratings of who always gives the same


@dataclass(frozen=True)
class UnfairSite:
    ratings: Ratings
    day: float
    truth: np.ndarray  # (people, kinds) chance of an honest yes
    times: Times
    group: np.ndarray  # (people,) NOBODY outside
    is_colluding: np.ndarray  # (groups,)
    is_retaliating: np.ndarray  # (people,)
    is_same: np.ndarray  # (people,)
    is_bad: np.ndarray  # (F,) forms that are not what their author thought
    is_answer: np.ndarray  # (F,) given right after reading a no
    parties: Parties  # codes as those of people here


class StudyGroups(Simulation):
    """Groups of people of about one level, who meet again and again."""

    def __init__(self, people: int, *, seed: int, world: World, behaviour: Behaviour) -> None:
        super().__init__(people, seed=seed, world=world)
        self.behaviour = behaviour
        self.group = np.full(people, NOBODY)
        begin, number = 0, 0
        while begin < people:
            size = int(self.chance.choice(GROUP_SIZES))
            if self.chance.random() < behaviour.grouped:
                self.group[self.by_level[begin : begin + size]] = number
                number += 1
            begin += size
        self.members = [np.flatnonzero(self.group == one) for one in range(number)]
        self.likes, self.shows = self.chance.normal(size=(2, people, TASTES))

    def _partners(self, who: np.ndarray, last: np.ndarray) -> np.ndarray:
        found = super()._partners(who, last)
        inside = (self.group[who] >= 0) & (self.chance.random(len(who)) < self.behaviour.inside)
        for at in np.flatnonzero(inside):
            others = self.members[self.group[who[at]]]
            others = others[others != who[at]]
            if len(others):
                found[at] = self.chance.choice(others)
        return found

    def _levels(self, who: np.ndarray, kind: np.ndarray, rater: np.ndarray) -> np.ndarray:
        taste = (self.likes[rater] * self.shows[who]).mean(1) * np.sqrt(TASTES)
        return super()._levels(who, kind, rater) + np.sqrt(self.behaviour.taste) * taste[:, None]

    def _session(self, who: np.ndarray, rater: np.ndarray, day: np.ndarray) -> np.ndarray:
        """In a session of a group the two change places."""
        both = (self.group[who] >= 0) & (self.group[who] == self.group[rater])
        said_yes = super()._session(who, rater, day)
        if both.any():
            super()._session(rater[both], who[both], day[both])
        return said_yes


def simulate_unfair(
    people: int, *, seed: int, world: World | None = None, behaviour: Behaviour | None = None
) -> UnfairSite:
    behaviour = behaviour or Behaviour()
    simulation = StudyGroups(people, seed=seed, world=world or World(), behaviour=behaviour)
    site = site_of(simulation)
    ratings = site.ratings
    chance = np.random.default_rng((seed, 1))
    parties = parties_of(ratings)
    groups = simulation.group[[int(name[1:]) for name in parties.names]]
    is_colluding = chance.random(len(simulation.members)) < behaviour.colluding
    in_ring = (groups >= 0) & np.append(is_colluding, False)[groups]
    is_same = (chance.random(len(groups)) < behaviour.same) & ~in_ring
    is_retaliating = (chance.random(len(groups)) < behaviour.retaliating) & ~in_ring & ~is_same
    hours = chance.uniform(1, 48, ratings.forms)
    times = Times(written=ratings.day, read=ratings.day + hours / 24)
    rated = _Rated(ratings, parties, chance, behaviour)
    rated.always_the_same(is_same)
    rated.collude(groups, in_ring)
    is_answer = rated.retaliate(is_retaliating, times)
    return UnfairSite(
        ratings=rated.ratings,
        day=site.day,
        truth=site.truth,
        times=times,
        group=groups,
        is_colluding=is_colluding,
        is_retaliating=is_retaliating,
        is_same=is_same,
        is_bad=rated.is_bad,
        is_answer=is_answer,
        parties=parties,
    )


class _Rated:
    """Ratings in the making, after everybody has rated honestly."""

    def __init__(
        self,
        ratings: Ratings,
        parties: Parties,
        chance: np.random.Generator,
        behaviour: Behaviour,
    ) -> None:
        self.ratings, self.parties = ratings, parties
        self.chance, self.behaviour = chance, behaviour
        self.is_bad = np.zeros(ratings.forms, bool)

    def _change(self, forms: np.ndarray, rating: np.ndarray) -> None:
        """(F,) which forms, (N,) what all would be rated."""
        rows = forms[self.ratings.form]
        new = np.where(rows, np.clip(rating, 1, 4), self.ratings.rating)
        self.ratings = replace(self.ratings, rating=new)
        self.is_bad |= forms

    def always_the_same(self, people: np.ndarray) -> None:
        level = self.chance.choice((2, 3, 3, 4), len(people))
        forms, form = people[self.parties.interviewer], self.ratings.form
        slips = self.chance.random(len(form)) < self.behaviour.slips
        own = level[self.parties.interviewer][form]
        self._change(forms, np.where(slips, self.ratings.rating, own))

    def collude(self, groups: np.ndarray, in_ring: np.ndarray) -> None:
        rater, candidate = self.parties.interviewer, self.parties.candidate
        forms = in_ring[rater] & (groups[rater] == groups[candidate])
        forms &= self.chance.random(len(forms)) < self.behaviour.all_four
        self._change(forms, np.full(len(self.ratings.form), 4))

    def retaliate(self, people: np.ndarray, times: Times) -> np.ndarray:
        """In order of time, for an answer that is a no can be answered itself."""
        willing = self.chance.random(len(self.is_bad)) < self.behaviour.answered
        willing &= people[self.parties.interviewer]
        less = self.chance.random(len(self.is_bad)) < self.behaviour.lowered_less
        lowered = (self.behaviour.lowered - less)[self.ratings.form]
        lowered *= np.isin(self.ratings.criterion, self._codes_of(self.behaviour.lowers))
        while True:
            is_answer = answers(self.parties, times=times, is_no=is_low(self.ratings))
            new = is_answer & willing & ~self.is_bad
            if not new.any():
                return is_answer
            first = np.flatnonzero(new)
            soonest = first[times.written[first].argsort()]
            soonest = soonest[np.unique(self.parties.pair[soonest], return_index=True)[1]]
            chosen = np.zeros(len(new), bool)
            chosen[soonest] = True
            self._change(chosen, self.ratings.rating - lowered)

    def _codes_of(self, criteria: tuple[str, ...]) -> list[int]:
        return [self.ratings.criteria.index(name) for name in criteria]
