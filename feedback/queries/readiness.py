"""Readiness from the released reviews of a person's interviewers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from accounts.models import User
from feedback.domain.readiness import (
    GapPoint,
    Observation,
    SelfGap,
    Standing,
    chance_words,
    competency_observation,
    round_observation,
    self_gap_of,
    standing_of,
)
from feedback.models import Rating, Review
from interviews.models import Kind, Loop, Preparation


@dataclass(frozen=True)
class Quote:
    """What an interviewer wrote down as evidence. `leg` opens the report (URL name `report`)."""

    text: str
    criterion: str
    score: int | None
    by: str  # pseudonym
    at: datetime
    leg: UUID


@dataclass(frozen=True)
class ReadinessLine(Standing):
    """A competency or a round: its Standing, flat, with its name and the quotes behind it."""

    slug: str
    name: str
    kind: str  # of a round (Kind value); empty for a competency
    weight: float  # of a round in its loop; 1 for a competency
    chance: str  # rounds only: how often a typical peer here would say yes, in words; or empty
    quotes: tuple[Quote, ...]  # newest first, every one


@dataclass(frozen=True)
class Readiness:
    """All lines of one person. Without a target loop, `rounds` are the kinds they practise."""

    loop: Loop | None
    competencies: tuple[ReadinessLine, ...]
    rounds: tuple[ReadinessLine, ...]
    self_gap: SelfGap  # the person's own; a coach does not see self reviews
    sessions: int  # with released feedback, of any kind
    interviewers: int
    last_at: datetime | None


@dataclass(frozen=True)
class _Place:
    """A line to fill: where its evidence is found."""

    slug: str
    name: str
    kind: str = ""
    weight: float = 1.0


def readiness_of(user: User, *, now: datetime) -> Readiness:
    """Where `user` stands at `now` (UTC), as a candidate. See feedback.domain.readiness.

    The number of queries does not depend on how many reviews, rounds or criteria there are.
    """
    return readiness_of_people([user], now=now)[user.pk]


def readiness_of_people(
    users: Iterable[User],
    *,
    now: datetime,
    windows: Mapping[int, tuple[datetime, datetime]] | None = None,
) -> dict[int, Readiness]:
    """`readiness_of` for several people by primary key, in the same number of queries.

    With `windows` ({primary key: half-open interval}) only sessions that start within a person's
    window count (nothing of a person without one): what a coach may know.
    """
    ids = [user.pk for user in users]
    preparations = {
        preparation.user_id: preparation for preparation in Preparation.objects.filter(user__in=ids)
    }
    loops = _loops({p.target_loop_id for p in preparations.values() if p.target_loop_id})
    received: dict[int, list[Review]] = defaultdict(list)
    for review in _released_reviews(ids):
        if windows is None or _is_within(windows.get(review.subject_id), review):
            received[review.subject_id].append(review)
    own = _self_scores(ids)
    return {
        pk: _readiness(
            received[pk],
            own_scores=own,
            loop=loops.get(preparations[pk].target_loop_id) if pk in preparations else None,
            kinds=preparations[pk].candidate_kinds if pk in preparations else [],
            now=now,
        )
        for pk in ids
    }


def _is_within(window: tuple[datetime, datetime] | None, review: Review) -> bool:
    return window is not None and window[0] <= review.leg.session.starts_at < window[1]


def _released_reviews(ids: Sequence[int]) -> Iterable[Review]:
    ratings = Rating.objects.select_related("criterion__competency").order_by("criterion__position")
    return (
        Review.objects.counted()
        .filter(subject__in=ids, perspective=Review.Perspective.INTERVIEWER)
        .select_related("leg__session", "author__profile")
        .prefetch_related(Prefetch("ratings", queryset=ratings))
        .order_by("leg__session__starts_at", "pk")
    )


def _self_scores(ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """{(leg id, criterion id): own score} of the submitted self reviews."""
    rows = Rating.objects.filter(
        review__author__in=ids,
        review__perspective=Review.Perspective.SELF,
        review__submitted_at__isnull=False,
        score__isnull=False,
    ).values_list("review__leg_id", "criterion_id", "score")
    return {(leg, criterion): score for leg, criterion, score in rows if score is not None}


def _loops(ids: set[int]) -> dict[int | None, Loop]:
    loops = Loop.objects.filter(pk__in=ids).select_related("company")
    return {
        loop.pk: loop
        for loop in loops.prefetch_related("rounds__rubric__current__criteria__competency")
    }


def _readiness(
    reviews: Sequence[Review],
    *,
    own_scores: dict[tuple[int, int], int],
    loop: Loop | None,
    kinds: Sequence[str],
    now: datetime,
) -> Readiness:
    return Readiness(
        loop=loop,
        competencies=tuple(
            _competency_line(place, reviews, now=now) for place in _competencies(loop, reviews)
        ),
        rounds=tuple(
            _round_line(place, reviews, now=now) for place in _rounds(loop, kinds, reviews)
        ),
        self_gap=self_gap_of(_gap_points(reviews, own_scores)),
        sessions=len(reviews),
        interviewers=len({review.author_id for review in reviews}),
        last_at=max((review.leg.session.starts_at for review in reviews), default=None),
    )


def _competencies(loop: Loop | None, reviews: Sequence[Review]) -> list[_Place]:
    """What the loop's rubrics observe and what has been observed, in the catalogue's order."""
    known = {rating.criterion.competency for review in reviews for rating in review.ratings.all()}
    for round_ in loop.rounds.all() if loop else []:
        if round_.rubric.current:
            known |= {criterion.competency for criterion in round_.rubric.current.criteria.all()}
    ordered = sorted(known, key=lambda competency: (competency.position, competency.slug))
    return [_Place(competency.slug, competency.name) for competency in ordered]


def _rounds(loop: Loop | None, kinds: Sequence[str], reviews: Sequence[Review]) -> list[_Place]:
    if loop:
        return [
            _Place(round_.slug, round_.name, round_.kind, float(round_.weight))
            for round_ in loop.rounds.all()
        ]
    practised = {*kinds, *(review.leg.kind for review in reviews)}
    return [_Place(kind, Kind(kind).label, kind) for kind in Kind.values if kind in practised]


def _competency_line(place: _Place, reviews: Sequence[Review], *, now: datetime) -> ReadinessLine:
    seen: list[Observation] = []
    quotes: list[Quote] = []
    for review in reviews:
        ratings = [r for r in review.ratings.all() if r.criterion.competency.slug == place.slug]
        scores = [rating.score for rating in ratings if rating.score is not None]
        if scores:
            seen.append(competency_observation(**_origin(review), scores=scores))
        quotes += _quotes(review, ratings)
    return _line(place, seen, quotes, now=now)


def _round_line(place: _Place, reviews: Sequence[Review], *, now: datetime) -> ReadinessLine:
    seen: list[Observation] = []
    quotes: list[Quote] = []
    for review in reviews:
        if review.leg.kind != place.kind or review.recommendation is None:
            continue
        ratings = list(review.ratings.all())
        scores = [rating.score for rating in ratings if rating.score is not None]
        seen.append(
            round_observation(
                **_origin(review), recommendation=review.recommendation, scores=scores
            )
        )
        quotes += _quotes(review, ratings)
    return _line(place, seen, quotes, now=now)


def _origin(review: Review) -> dict[str, Any]:
    return {
        "session": str(review.leg.public_id),
        "interviewer": review.author_id,
        "at": review.leg.session.starts_at,
    }


def _quotes(review: Review, ratings: Iterable[Rating]) -> list[Quote]:
    return [
        Quote(
            text=rating.evidence,
            criterion=rating.criterion.name,
            score=rating.score,
            by=review.author.profile.pseudonym,
            at=review.leg.session.starts_at,
            leg=review.leg.public_id,
        )
        for rating in ratings
        if rating.evidence.strip()
    ]


def _line(
    place: _Place, seen: Sequence[Observation], quotes: list[Quote], *, now: datetime
) -> ReadinessLine:
    standing = standing_of(seen, now=now)
    chance = ""
    if place.kind and standing.low is not None and standing.high is not None:
        chance = chance_words(standing.low, standing.high)
    return ReadinessLine(
        **vars(standing),
        slug=place.slug,
        name=place.name,
        kind=place.kind,
        weight=place.weight,
        chance=chance,
        quotes=tuple(sorted(quotes, key=lambda quote: quote.at, reverse=True)),
    )


def _gap_points(
    reviews: Sequence[Review], own_scores: dict[tuple[int, int], int]
) -> Iterable[GapPoint]:
    for review in reviews:
        gaps = [
            own_scores[review.leg_id, rating.criterion_id] - rating.score
            for rating in review.ratings.all()
            if rating.score is not None and (review.leg_id, rating.criterion_id) in own_scores
        ]
        if gaps:
            yield GapPoint(
                session=str(review.leg.public_id),
                interviewer=review.author_id,
                at=review.leg.session.starts_at,
                gap=sum(gaps) / len(gaps),
            )
