"""Readiness from the released reviews of a person's interviewers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from accounts.models import User
from feedback.domain.standing import GapPoint, SelfGap, Standing, self_gap_of
from feedback.models import Rating, Review
from feedback.queries.loop_lines import LoopLine, loop_line
from feedback.queries.readiness_forms import forms_that_count
from feedback.queries.readiness_lines import competency_standings, round_standings
from feedback.queries.standings import Said, Windows, kinds_in_order, said_of_people
from interviews.models import Competency, Kind, Loop, Preparation


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
class RoundLine(Standing):
    """A round, or without a target loop a kind: its Standing, flat, and the quotes behind it."""

    slug: str
    name: str
    kind: str  # Kind value
    weight: float  # in its loop
    quotes: tuple[Quote, ...]  # newest first, every one
    model_version: str
    as_of: datetime | None


@dataclass(frozen=True)
class CompetencyLine(Standing):
    """A competency; its chance is that a typical peer rates it 3 or better in the next session."""

    slug: str
    name: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Readiness:
    """All lines of one person. Without a target loop, `rounds` are the kinds they practise."""

    loop: Loop | None
    whole: LoopLine | None  # of the loop
    rounds: tuple[RoundLine, ...]
    competencies: tuple[CompetencyLine, ...]
    self_gap: SelfGap  # the person's own; empty for a coach, who does not see self reviews
    sessions: int  # with released feedback, of any kind
    interviewers: int
    last_at: datetime | None
    updating: bool  # a released form is not yet in the stored estimate


@dataclass(frozen=True)
class _Round:
    slug: str
    name: str
    kind: str
    weight: float = 1.0


def readiness_of(user: User, *, now: datetime) -> Readiness:
    """Where `user` stands at `now` (UTC), as a candidate. docs/readiness.md explains it.

    The number of queries does not depend on how many reviews, rounds or criteria there are.
    """
    return readiness_of_people([user], now=now)[user.pk]


def readiness_of_people(
    users: Iterable[User], *, now: datetime, windows: Windows | None = None
) -> dict[int, Readiness]:
    """`readiness_of` for several people by primary key, in the same number of queries.

    With `windows` ({primary key: half-open interval}) only sessions that start within a person's
    window count (nothing of a person without one), nothing is said of their interviewers'
    strictness, and there are no self scores: what a coach may know.
    """
    ids = [user.pk for user in users]
    said = said_of_people(ids, now=now, windows=windows)
    preparations = {p.user_id: p for p in Preparation.objects.filter(user__in=ids)}
    loops = _loops({p.target_loop_id for p in preparations.values() if p.target_loop_id})
    reviews = _reviews(ids, now=now)
    own = _self_scores(ids) if windows is None else {}
    return {
        pk: _readiness(
            said[pk],
            [reviews[review] for review in said[pk].reviews if review in reviews],
            own_scores=own,
            loop=loops.get(preparations[pk].target_loop_id) if pk in preparations else None,
            kinds=preparations[pk].candidate_kinds if pk in preparations else [],
            is_own=windows is None,
            now=now,
        )
        for pk in ids
    }


def _reviews(ids: Sequence[int], *, now: datetime) -> dict[int, Review]:
    ratings = Rating.objects.select_related("criterion__competency").order_by("criterion__position")
    found = (
        forms_that_count(now=now)
        .filter(subject__in=ids)
        .select_related("leg__session", "author__profile")
        .prefetch_related(Prefetch("ratings", queryset=ratings))
    )
    return {review.pk: review for review in found}


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
    said: Said,
    reviews: Sequence[Review],
    *,
    own_scores: Mapping[tuple[int, int], int],
    loop: Loop | None,
    kinds: Sequence[str],
    is_own: bool,
    now: datetime,
) -> Readiness:
    rounds = _round_lines(said, reviews, _rounds(said, loop, kinds), is_own=is_own, now=now)
    return Readiness(
        loop=loop,
        whole=loop_line(said, loop, rounds, now=now) if loop else None,
        rounds=rounds,
        competencies=_competency_lines(
            said, reviews, _competencies(loop, reviews), is_own=is_own, now=now
        ),
        self_gap=self_gap_of(_gap_points(reviews, own_scores)),
        sessions=len(reviews),
        interviewers=len({review.author_id for review in reviews}),
        last_at=max((review.leg.session.starts_at for review in reviews), default=None),
        updating=said.is_updating,
    )


def _rounds(said: Said, loop: Loop | None, wanted: Sequence[str]) -> list[_Round]:
    if loop:
        return [
            _Round(round_.slug, round_.name, round_.kind, float(round_.weight))
            for round_ in loop.rounds.all()
        ]
    return [_Round(kind, Kind(kind).label, kind) for kind in kinds_in_order(said, wanted)]


def _round_lines(
    said: Said, reviews: Sequence[Review], places: Sequence[_Round], *, is_own: bool, now: datetime
) -> tuple[RoundLine, ...]:
    kinds = {place.kind for place in places}
    standings = round_standings(said, reviews, kinds, is_own=is_own, now=now)
    quotes = {
        kind: _quotes(
            (review, rating)
            for review in reviews
            if review.leg.kind == kind
            for rating in review.ratings.all()
        )
        for kind in kinds
    }
    return tuple(
        RoundLine(
            **vars(standings[place.kind]),
            slug=place.slug,
            name=place.name,
            kind=place.kind,
            weight=place.weight,
            quotes=quotes[place.kind],
            model_version=said.model_version,
            as_of=said.as_of,
        )
        for place in places
    )


def _competencies(loop: Loop | None, reviews: Sequence[Review]) -> list[Competency]:
    """What the loop's rubrics observe and what has been observed, in the catalogue's order."""
    known = {rating.criterion.competency for review in reviews for rating in review.ratings.all()}
    for round_ in loop.rounds.all() if loop else []:
        if round_.rubric.current:
            known |= {criterion.competency for criterion in round_.rubric.current.criteria.all()}
    return sorted(known, key=lambda competency: (competency.position, competency.slug))


def _competency_lines(
    said: Said,
    reviews: Sequence[Review],
    places: Sequence[Competency],
    *,
    is_own: bool,
    now: datetime,
) -> tuple[CompetencyLine, ...]:
    slugs = [place.slug for place in places]
    standings = competency_standings(said, reviews, slugs, is_own=is_own, now=now)
    quoted: dict[str, list[tuple[Review, Rating]]] = defaultdict(list)
    for review in reviews:
        for rating in review.ratings.all():
            quoted[rating.criterion.competency.slug].append((review, rating))
    return tuple(
        CompetencyLine(
            **vars(standings[place.slug]),
            slug=place.slug,
            name=place.name,
            quotes=_quotes(quoted[place.slug]),
        )
        for place in places
    )


def _quotes(rated: Iterable[tuple[Review, Rating]]) -> tuple[Quote, ...]:
    found = [
        Quote(
            text=rating.evidence,
            criterion=rating.criterion.name,
            score=rating.score,
            by=review.author.profile.pseudonym,
            at=review.leg.session.starts_at,
            leg=review.leg.public_id,
        )
        for review, rating in rated
        if rating.evidence.strip()
    ]
    return tuple(sorted(found, key=lambda quote: quote.at, reverse=True))


def _gap_points(
    reviews: Sequence[Review], own_scores: Mapping[tuple[int, int], int]
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
