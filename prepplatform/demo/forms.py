"""The forms that the demo's people fill in about each other."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import yaml

from feedback.actions.reviews import submit_review
from feedback.domain.answers import HELPFULNESS, Answers, Mark
from feedback.domain.drills import ability_key
from feedback.models import Review
from interviews.models import Competency, Criterion, Leg
from prepplatform.demo.people import HERE, Person

APPLIED = (Review.Applied.APPLIED, Review.Applied.PARTLY, Review.Applied.NOT)


class Writer:
    """Fills in forms: abilities, severity and chance make the scores, words.yaml the words."""

    def __init__(self, people: list[Person], *, chance: random.Random) -> None:
        self._people = {person.user.pk: person for person in people}
        self._chance = chance
        self._words: dict[str, Any] = yaml.safe_load(
            (HERE / "words.yaml").read_text(encoding="utf-8")
        )

    def submit(self, review: Review, *, progress: float, at: datetime) -> None:
        """`review`'s author submits it at `at` (UTC); `progress` 0 … 1 is how far the weeks are."""
        answers = {
            Review.Perspective.INTERVIEWER: self._interviewer,
            Review.Perspective.SELF: self._self,
            Review.Perspective.CANDIDATE: self._candidate,
        }[Review.Perspective(review.perspective)](review.leg, progress)
        if review.carried:
            seen = self._chance.choice((*APPLIED, Review.Applied.PARTLY))
            answers = replace(answers, applied=seen)
        submit_review(review, answers=answers, revision=review.revision, by=review.author, now=at)

    def turnaround(self) -> timedelta:
        """How long somebody takes to write: minutes mostly, a day sometimes."""
        if self._chance.random() < 0.7:
            return timedelta(minutes=self._chance.randint(4, 40))
        return timedelta(hours=self._chance.randint(2, 40))

    def _score(self, ability: float, *, severity: float, day: float) -> int:
        value = 1 + 3 * ability - severity + day + self._chance.gauss(0, 0.35)
        return min(4, max(1, round(value)))

    def _marks(
        self, leg: Leg, progress: float, *, severity: float, with_evidence: bool
    ) -> dict[str, Mark]:
        candidate = self._people[leg.candidate_id]
        day = self._chance.gauss(0, 0.3)
        marks = {}
        for criterion in leg.rubric_version.criteria.select_related("competency"):
            ability = candidate.ability_at(progress, competency=criterion.competency.slug)
            score = self._score(ability, severity=severity, day=day)
            marks[criterion.slug] = Mark(
                score=score, evidence=self._evidence(criterion, score) if with_evidence else ""
            )
        return marks

    def _evidence(self, criterion: Criterion, score: int) -> str:
        if score in (2, 3) and self._chance.random() < 0.35:
            return ""
        return str(self._words["criteria"][criterion.slug][score])

    def _interviewer(self, leg: Leg, progress: float) -> Answers:
        severity = float(self._people[leg.interviewer_id].traits["severity"])
        marks = self._marks(leg, progress, severity=severity, with_evidence=True)
        scores = [mark.score or 0 for mark in marks.values()]
        beats = [beat["slug"] for beat in leg.rubric_version.beats]
        flags = [flag["slug"] for flag in leg.rubric_version.red_flags]
        is_weak = min(scores) == 1
        weakest = self._weakest(leg, marks)
        return Answers(
            marks=marks,
            recommendation=min(4, max(1, round(sum(scores) / len(scores)))),
            beats=tuple(beat for beat in beats if self._chance.random() < 0.4 + progress / 2),
            red_flags={self._chance.choice(flags): "About ten minutes in."} if is_weak else {},
            takeaways=tuple(
                self._chance.sample(self._words["takeaways"][leg.kind], self._chance.choice((1, 2)))
            ),
            drill_key=ability_key(leg.kind, weakest.slug),
            drill_name=weakest.name,
            drill=self._words["drills"][leg.kind],
        )

    def _weakest(self, leg: Leg, marks: dict[str, Mark]) -> Competency:
        criteria = leg.rubric_version.criteria.select_related("competency").order_by("position")
        return min(criteria, key=lambda criterion: marks[criterion.slug].score or 0).competency

    def _self(self, leg: Leg, progress: float) -> Answers:
        rosy = 0.35 * (1 - progress)  # people see themselves more clearly with practice
        return Answers(marks=self._marks(leg, progress, severity=-rosy, with_evidence=False))

    def _candidate(self, leg: Leg, progress: float) -> Answers:
        return Answers(
            helpfulness={slug: self._chance.choice((2, 3, 3, 4, 4)) for slug in HELPFULNESS},
            comment=self._chance.choice(self._words["comments"]),
        )
