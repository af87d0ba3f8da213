"""The forms of a leg, made from its rubric. The same form saves a draft and submits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from feedback.domain.answers import (
    HELPFULNESS,
    MAX_TAKEAWAYS,
    Answers,
    Mark,
    Sheet,
    missing_answers,
)
from feedback.domain.drills import DrillGroup, names_of
from feedback.domain.moments import Note
from feedback.domain.shares import FEWEST_DAYS, MOST_DAYS, PARTS, USUAL, USUAL_DAYS
from feedback.models import Review
from feedback.models.flags import MAX_NOTE
from feedback.models.responses import MAX_WORDS
from interviews.models import Criterion

NOT_OBSERVED = "none"
_SCORES = [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")]


@dataclass(frozen=True)
class Level:
    """One radio card: a level of a criterion, or of another question on four steps."""

    value: str
    label: str
    text: str
    note: str  # the packet's own note on this level, for the interviewer
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """A criterion or another four-step question, ready for the page."""

    id: str
    name: str
    ask: str
    score: BoundField
    evidence: BoundField | None
    levels: Sequence[Level]
    not_observed: Level | None = None
    notes: Sequence[Note] = ()  # the author's own, tagged with this criterion


class ReviewForm(forms.Form):
    """Fields for everything that the sheet asks. `is_final` demands all that is required."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        review: Review,
        sheet: Sheet,
        answers: Answers,
        notes: Sequence[Note] = (),
        drills: Sequence[DrillGroup] = (),
        is_final: bool = False,
    ) -> None:
        self.review = review
        self.notes = notes
        self.drills = [*drills, *_kept_drill(answers, drills)]
        self.sheet = sheet
        self.given = answers
        self.is_final = is_final
        super().__init__(data, initial=_initial(answers, review), label_suffix="")
        if sheet.perspective == Review.Perspective.CANDIDATE:
            self._add_helpfulness()
        else:
            self._add_criteria()
        if sheet.perspective == Review.Perspective.INTERVIEWER:
            self._add_interviewer_fields()
        else:
            self.fields["comment"] = _text("Comment", 2000, rows=4)

    def _add_criteria(self) -> None:
        with_evidence = self.sheet.perspective == Review.Perspective.INTERVIEWER
        for slug, name in self.sheet.criteria:
            choices = [*_SCORES, (NOT_OBSERVED, "Not observed")]
            self.fields[f"score_{slug}"] = _radio(name, choices)
            if with_evidence:
                self.fields[f"evidence_{slug}"] = _text(f"{name}: quote or moment", 1000, rows=2)

    def _add_helpfulness(self) -> None:
        for slug, (name, _) in HELPFULNESS.items():
            self.fields[f"helpful_{slug}"] = _radio(name, _SCORES)

    def _add_interviewer_fields(self) -> None:
        beats = [(beat["slug"], beat["name"]) for beat in self.review.leg.rubric_version.beats]
        self.fields["beats"] = forms.MultipleChoiceField(
            label="Observed", choices=beats, required=False, widget=forms.CheckboxSelectMultiple
        )
        for slug, name in self.sheet.red_flags:
            self.fields[f"flag_{slug}"] = forms.BooleanField(label=name, required=False)
            self.fields[f"where_{slug}"] = _line("Where was it seen?")
        if self.sheet.carried:
            self.fields["applied"] = _radio("Takeaway of last time", Review.Applied.choices)
        steps = [(str(value), label) for value, label in Review.Recommendation.choices]
        self.fields["recommendation"] = _radio("Recommendation", steps)
        for number in range(1, MAX_TAKEAWAYS + 1):
            self.fields[f"takeaway_{number}"] = _line(f"Takeaway {number}")
        groups = [(group.name, list(group.drills)) for group in self.drills]
        self.fields["drill_key"] = forms.ChoiceField(
            label="Next drill", choices=[("", "Choose one"), *groups], required=False
        )
        self.fields["drill"] = _line("What of it, and why")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_final and not self.errors:
            for missing in missing_answers(self.answers, self.sheet):
                self.add_error(missing.field, missing.words)
        return cleaned

    @property
    def answers(self) -> Answers:
        """What was posted, valid so far. Only after validation of the single fields."""
        data = self.cleaned_data
        slugs = [slug for slug, _ in self.sheet.criteria]
        scale = self.sheet.perspective
        has_marks = scale != Review.Perspective.CANDIDATE
        return Answers(
            marks={slug: _mark(data, slug) for slug in slugs} if has_marks else {},
            recommendation=int(data["recommendation"]) if data.get("recommendation") else None,
            beats=tuple(data.get("beats", ())),
            red_flags={
                slug: data.get(f"where_{slug}", "")
                for slug, _ in self.sheet.red_flags
                if data.get(f"flag_{slug}")
            },
            takeaways=_takeaways(data),
            applied=data.get("applied", ""),
            drill_key=data.get("drill_key", ""),
            drill_name=names_of(self.drills).get(data.get("drill_key", ""), ""),
            drill=data.get("drill", ""),
            helpfulness={
                slug: int(data[f"helpful_{slug}"])
                for slug in HELPFULNESS
                if data.get(f"helpful_{slug}")
            },
            comment=data.get("comment", ""),
        )

    # --- for the page ---------------------------------------------------------------------

    def criteria(self) -> list[Question]:
        """The rubric's questions; the interviewer also gets the packet's notes on them."""
        leg = self.review.leg
        is_interviewer = self.sheet.perspective == Review.Perspective.INTERVIEWER
        notes = leg.packet_version.rubric_notes if is_interviewer else {}
        return [
            self._criterion(criterion, notes.get(criterion.slug, {}))
            for criterion in leg.rubric_version.criteria.all()
        ]

    def _criterion(self, criterion: Criterion, notes: Mapping[str, str]) -> Question:
        score = self[f"score_{criterion.slug}"]
        levels = [
            _level(score, str(value), label=str(value), text=text, note=notes.get(str(value), ""))
            for value, text in criterion.anchors
        ]
        evidence = f"evidence_{criterion.slug}"
        return Question(
            id=criterion.slug,
            name=criterion.name,
            ask=criterion.ask,
            score=score,
            evidence=self[evidence] if evidence in self.fields else None,
            levels=levels,
            not_observed=_level(score, NOT_OBSERVED, label="", text="Not observed"),
            notes=[note for note in self.notes if note.criterion == criterion.slug],
        )

    def other_notes(self) -> list[Note]:
        """Those that were tagged with no criterion."""
        return [note for note in self.notes if not note.criterion]

    def helpfulness(self) -> list[Question]:
        questions = []
        for slug, (name, texts) in HELPFULNESS.items():
            score = self[f"helpful_{slug}"]
            levels = [
                _level(score, str(value), label=str(value), text=text)
                for value, text in enumerate(texts, start=1)
            ]
            questions.append(Question(slug, name, "", score, None, levels))
        return questions

    def flags(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"flag_{slug}"], self[f"where_{slug}"]) for slug, _ in self.sheet.red_flags]

    def takeaways(self) -> list[BoundField]:
        return [self[f"takeaway_{number}"] for number in range(1, MAX_TAKEAWAYS + 1)]


class WordsForm(forms.Form):
    """A reply, or the reason of a dispute."""

    text = forms.CharField(
        label="Your words",
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"At most {MAX_WORDS} characters.",
    )


class DecideForm(forms.Form):
    """Whether a disputed form counts, and a few words to both."""

    is_upheld = forms.TypedChoiceField(
        label="What you decide",
        choices=[
            ("yes", "Upheld: the form stays readable and counts no more"),
            ("no", "Dismissed: the form counts as before"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="A few words to both",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Both people read it. At most 300 characters.",
    )


def _kept_drill(answers: Answers, drills: Sequence[DrillGroup]) -> list[DrillGroup]:
    """What was chosen before and is offered no more stays among the choices."""
    if not answers.drill_key or answers.drill_key in names_of(drills):
        return []
    return [DrillGroup("Chosen before", [(answers.drill_key, answers.drill_name)])]


def _radio(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)


def _line(label: str) -> forms.CharField:
    # not stripped: a draft keeps what was typed
    return forms.CharField(label=label, required=False, max_length=300, strip=False)


def _text(label: str, limit: int, *, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=limit,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _level(score: BoundField, value: str, *, label: str, text: str, note: str = "") -> Level:
    return Level(value, label, text, note, is_chosen=str(score.value() or "") == value)


def _mark(data: Mapping[str, Any], slug: str) -> Mark:
    chosen = data.get(f"score_{slug}", "")
    evidence = data.get(f"evidence_{slug}", "")
    if chosen == NOT_OBSERVED:
        return Mark(None, is_observed=False, evidence=evidence)
    return Mark(int(chosen) if chosen else None, evidence=evidence)


def _takeaways(data: Mapping[str, Any]) -> tuple[str, ...]:
    texts = [data.get(f"takeaway_{number}", "") for number in range(1, MAX_TAKEAWAYS + 1)]
    return tuple(texts) if any(texts) else ()


def _initial(answers: Answers, review: Review) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "revision": review.revision,
        "recommendation": str(answers.recommendation or ""),
        "beats": list(answers.beats),
        "applied": answers.applied,
        "drill_key": answers.drill_key,
        "drill": answers.drill,
        "comment": answers.comment,
    }
    for slug, mark in answers.marks.items():
        initial[f"score_{slug}"] = str(mark.score or "") if mark.is_observed else NOT_OBSERVED
        initial[f"evidence_{slug}"] = mark.evidence
    for slug, where in answers.red_flags.items():
        initial |= {f"flag_{slug}": True, f"where_{slug}": where}
    for number, text in enumerate(answers.takeaways, start=1):
        initial[f"takeaway_{number}"] = text
    for slug, score in answers.helpfulness.items():
        initial[f"helpful_{slug}"] = str(score)
    return initial


class FlagForm(forms.Form):
    """Whether the forms of a flag count for less, and why. The page says which forms it showed."""

    is_confirmed = forms.TypedChoiceField(
        label="What you decide",
        choices=[
            ("yes", "Confirm: the forms named count a quarter from now on"),
            ("no", "Dismiss: all forms count as before"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Why",
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For whoever looks at it later. Nobody whom it is about reads it. "
        f"At most {MAX_NOTE} characters.",
    )
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)


class ShareForm(forms.Form):
    """What of a report a link shows, and for how many days."""

    parts = forms.MultipleChoiceField(
        label="What it shows",
        choices=[(part.slug, part.name) for part in PARTS],
        initial=USUAL,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing to show."},
    )
    days = forms.IntegerField(
        label="Days",
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        help_text=f"From {FEWEST_DAYS} to {MOST_DAYS}. You can revoke it at any moment before.",
    )
