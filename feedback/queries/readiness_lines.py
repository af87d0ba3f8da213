"""Standings of one person's rounds and competencies, from what the model says of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean

from feedback.domain.readiness_model.competencies import (
    CompetencyChance,
    CriterionForm,
    competencies_of,
)
from feedback.domain.readiness_model.met import met_in
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.readiness_model.scores import YES
from feedback.domain.readiness_model.trend import trend_of
from feedback.domain.readiness_model.update import PersonForm, update_person
from feedback.domain.standing import (
    LEAST_FOR_TREND,
    Band,
    Chance,
    Standing,
    TrendPoint,
    adjustment_words,
    band_of,
    is_enough,
)
from feedback.models import Review
from feedback.queries.readiness_forms import criterion_name
from feedback.queries.standings import Said, chance_of


@dataclass(frozen=True)
class _Mark:
    """What one session says of one ability: its recommendation, or the criteria's levels."""

    review: Review
    form: PersonForm
    levels: Sequence[int]  # 1 to 4

    @property
    def recommendation(self) -> int:
        return int(fmean(self.levels) + 0.5)


@dataclass(frozen=True)
class _Found:
    """What the model found for one ability with enough evidence."""

    chance: Chance
    usual: float
    after: Mapping[int, Chance]  # by the review's primary key, right after it


def round_standings(
    said: Said, reviews: Sequence[Review], kinds: Collection[str], *, is_own: bool, now: datetime
) -> dict[str, Standing]:
    """By kind. `is_own`: the reader is the person themself."""
    form_of = dict(zip(said.reviews, said.forms, strict=True))
    marks: dict[str, list[_Mark]] = {kind: [] for kind in kinds}
    for review in reviews:
        if review.leg.kind in marks and review.recommendation is not None:
            mark = _Mark(review, form_of[review.pk], (review.recommendation,))
            marks[review.leg.kind].append(mark)
    judged = said.chances.keys() & kinds
    usual = update_person(said.known.model, (), day=day_of(now)) if judged else None
    needs_trend = any(len(marks[kind]) >= LEAST_FOR_TREND for kind in judged)
    after = _round_trends(said, now=now) if needs_trend else {}
    return {
        kind: _standing(
            said,
            own,
            _Found(said.chances[kind], chance_of(usual, said.known, kind).p, after)
            if usual and kind in judged
            else None,
            is_own=is_own,
        )
        for kind, own in marks.items()
    }


def _round_trends(said: Said, *, now: datetime) -> dict[int, Chance]:
    found = trend_of(said.known.model, said.forms, day=day_of(now))
    if found is None:
        return {}
    chances = found.chances
    rows = zip(found.order, chances.p, chances.lo80, chances.hi80, strict=True)
    return {
        said.reviews[place]: Chance(float(p), float(lo), float(hi)) for place, p, lo, hi in rows
    }


def competency_standings(
    said: Said, reviews: Sequence[Review], slugs: Sequence[str], *, is_own: bool, now: datetime
) -> dict[str, Standing]:
    """By slug."""
    form_of = dict(zip(said.reviews, said.forms, strict=True))
    marks: dict[str, list[_Mark]] = {slug: [] for slug in slugs}
    forms = []
    for review in reviews:
        competencies, levels = {}, defaultdict[str, list[int]](list)
        for rating in review.ratings.all():
            if rating.score is not None:
                slug = rating.criterion.competency.slug
                competencies[criterion_name(rating.criterion.slug, competency=slug)] = slug
                levels[slug].append(rating.score)
        forms.append(CriterionForm(form_of[review.pk], competencies))
        for slug, own in levels.items():
            marks[slug].append(_Mark(review, form_of[review.pk], own))
    judged = {slug for slug in slugs if _is_enough(marks[slug])}
    # A criterion of today is unknown to last night's fit, and says nothing until the next.
    found = competencies_of(said.known.model, forms, day=day_of(now)) if judged else {}
    return {
        slug: _standing(
            said,
            own,
            _Found(
                _chance(found[slug].now),
                found[slug].usual,
                {reviews[place].pk: _chance(one) for place, one in found[slug].after.items()},
            )
            if slug in judged and slug in found
            else None,
            is_own=is_own,
        )
        for slug, own in marks.items()
    }


def _chance(found: CompetencyChance) -> Chance:
    return Chance(found.p, found.lo80, found.hi80)


def _is_enough(marks: Sequence[_Mark]) -> bool:
    interviewers = len({mark.review.author_id for mark in marks})
    return is_enough(sessions=len(marks), interviewers=interviewers)


def _standing(
    said: Said, marks: Sequence[_Mark], found: _Found | None, *, is_own: bool
) -> Standing:
    by_time = sorted(marks, key=lambda mark: (mark.review.leg.session.starts_at, mark.review.pk))
    counted = Standing(
        *(Band.NOT_ENOUGH, None, None, None),
        sessions=len(by_time),
        interviewers=len({mark.review.author_id for mark in by_time}),
        last_at=by_time[-1].review.leg.session.starts_at if by_time else None,
        adjustment="",
        trend=(),
    )
    if found is None or not _is_enough(by_time):
        return counted
    raw_yes = fmean(mark.recommendation >= YES for mark in by_time)
    severity, difficulty = met_in(said.known.model, [mark.form for mark in by_time])
    return replace(
        counted,
        band=band_of(found.chance.low, found.chance.high),
        chance=found.chance,
        raw_mean=fmean(fmean(mark.levels) for mark in by_time),
        raw_yes=raw_yes,
        adjustment=adjustment_words(
            p=found.chance.p,
            usual=found.usual,
            raw_yes=raw_yes,
            severity=severity if is_own else 0.0,
            difficulty=difficulty,
            whose="your" if is_own else "their",
        ),
        trend=_trend(by_time, found.after),
    )


def _trend(by_time: Sequence[_Mark], after: Mapping[int, Chance]) -> tuple[TrendPoint, ...]:
    if len(by_time) < LEAST_FOR_TREND:
        return ()
    return tuple(
        TrendPoint(
            session=str(mark.review.leg.public_id),
            leg=mark.review.leg.public_id,
            at=mark.review.leg.session.starts_at,
            recommendation=mark.recommendation,
            by=mark.review.author.profile.pseudonym,
            chance=after[mark.review.pk],
        )
        for mark in by_time
        if mark.review.pk in after
    )
