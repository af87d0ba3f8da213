"""A site with many released forms, made in a few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from accounts.models import User
from feedback.models import Rating, Review
from interviews.models import Leg, Session
from tests.factories import PacketVersionFactory, RubricVersionFactory, UserFactory

KINDS = ("coding", "system_design")


@dataclass
class World:
    """Some are better than others, and some are stricter; interviewers are everybody."""

    people: list[User]
    ability: np.ndarray
    severity: np.ndarray
    random: np.random.Generator
    now: datetime

    def __post_init__(self) -> None:
        self.rubrics = {kind: RubricVersionFactory(kind=kind) for kind in KINDS}
        self.packets = {kind: [PacketVersionFactory(kind=kind) for _ in range(4)] for kind in KINDS}

    def hold(self, number: int, *, begin: float, end: float, candidate: int | None = None) -> None:
        """`number` rounds between so many days before now, released an hour later."""
        rng, people = self.random, len(self.people)
        who = rng.integers(people, size=number) if candidate is None else [candidate] * number
        by = (np.array(who) + rng.integers(1, people, size=number)) % people
        kinds = rng.choice(KINDS, size=number)
        starts = [self.now - timedelta(days=float(d)) for d in rng.uniform(end, begin, number)]
        legs = self._legs(np.array(who), by, kinds, starts)
        level = self.ability[who] - self.severity[by] + rng.normal(0, 0.4, number)
        noise = rng.normal(0, 0.5, (number, 3))
        self._review(legs, starts, np.digitize(level[:, None] + noise, (-1.3, -0.3, 0.9)) + 1)

    def rate(self, by: int, who: int, *scores: int, days: Sequence[float]) -> list[Leg]:
        """A round each so many `days` before now, rated with `scores` (the last recommends)."""
        starts = [self.now - timedelta(days=day) for day in days]
        legs = self._legs([who] * len(days), [by] * len(days), ["coding"] * len(days), starts)
        self._review(legs, starts, np.tile(scores, (len(days), 1)))
        return legs

    def rate_each_other(self, one: int, other: int, *scores: int, swaps: int) -> None:
        """`swaps` times, two days apart, the last one two days ago."""
        days = [2.0 * number for number in range(swaps, 0, -1)]
        self.rate(one, other, *scores, days=days)
        self.rate(other, one, *scores, days=days)

    def _legs(
        self, who: Sequence[int], by: Sequence[int], kinds: Sequence[str], starts: list[datetime]
    ) -> list[Leg]:
        sessions = Session.objects.bulk_create(
            Session(
                **{"mode": "one_way", "state": "completed", "starts_at": at, "created_at": at},
                **{"ends_at": at + timedelta(minutes=45), "changed_at": at},
            )
            for at in starts
        )
        return Leg.objects.bulk_create(
            Leg(
                **{"session": session, "number": 1, "kind": kind, "minutes": 45},
                interviewer=self.people[int(j)],
                candidate=self.people[int(i)],
                packet_version=self.packets[kind][int(self.random.integers(4))],
                rubric_version=self.rubrics[kind],
            )
            for session, kind, i, j in zip(sessions, kinds, who, by, strict=True)
        )

    def _review(self, legs: list[Leg], starts: list[datetime], scores: np.ndarray) -> None:
        """`scores`: two criteria and the recommendation of each form."""
        reviews = Review.objects.bulk_create(
            Review(
                **{"leg": leg, "perspective": "interviewer", "opened_at": at},
                **{"author": leg.interviewer, "subject": leg.candidate},
                submitted_at=at + timedelta(hours=1),
                released_at=at + timedelta(hours=1),
                recommendation=int(row[2]),
            )
            for leg, at, row in zip(legs, starts, scores, strict=True)
        )
        criteria = {kind: list(rubric.criteria.all()) for kind, rubric in self.rubrics.items()}
        Rating.objects.bulk_create(
            Rating(review=review, criterion=criterion, score=int(score))
            for review, row in zip(reviews, scores, strict=True)
            for criterion, score in zip(criteria[review.leg.kind], row, strict=False)
        )


def world_of(people: int, *, now: datetime, seed: int = 1) -> World:
    rng = np.random.default_rng(seed)
    return World(
        people=[UserFactory() for _ in range(people)],
        ability=rng.normal(0, 0.6, people),
        severity=rng.normal(0, 0.3, people),
        random=rng,
        now=now,
    )
