"""What a form asks, what was answered, and what is missing before it can be submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_TAKEAWAYS = 3

HELPFULNESS = {
    "prepared": (
        "Prepared",
        (
            "Read the question for the first time with me.",
            "Knew the question, but not its hints or follow-ups.",
            "Ran the question without searching in it.",
            "Also had a follow-up ready that fitted what I had done.",
        ),
    ),
    "helpful": (
        "Helpful",
        (
            "Gave the answer away, or left me stuck.",
            "Helped, but too early or too late.",
            "Gave a hint when I needed one, and no more than that.",
            "Each hint let me find the next step myself.",
        ),
    ),
    "clear": (
        "Clear",
        (
            "I did not know what was asked of me.",
            "I had to ask again more than once.",
            "Question and answers to my questions were plain.",
            "I also always knew how far we were and what came next.",
        ),
    ),
    "kept_time": (
        "Kept time",
        (
            "We ran out of time before the question was done.",
            "Parts were cut short, or the round began late.",
            "Each part had its time.",
            "Also made room for my questions at the end.",
        ),
    ),
}


@dataclass(frozen=True)
class Mark:
    """A criterion's answer: a score from 1 to 4, or not observed, or nothing yet."""

    score: int | None = None
    is_observed: bool = True
    evidence: str = ""

    @property
    def is_given(self) -> bool:
        return self.score is not None or not self.is_observed


@dataclass(frozen=True)
class Answers:
    """Everything a form can hold, as a draft or to be submitted. Unused parts stay empty."""

    marks: Mapping[str, Mark] = field(default_factory=dict)  # by the criterion's slug
    recommendation: int | None = None
    beats: tuple[str, ...] = ()
    red_flags: Mapping[str, str] = field(default_factory=dict)  # slug: where it was seen
    takeaways: tuple[str, ...] = ()
    drill_key: str = ""  # what was chosen: see feedback.domain.drills
    drill_name: str = ""
    drill: str = ""  # in the author's words: what of it, or why
    applied: str = ""  # a Review.Applied value: what was seen of the carried takeaway
    helpfulness: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True)
class Sheet:
    """The questions of one form. `perspective` is a Review.Perspective value."""

    perspective: str
    criteria: tuple[tuple[str, str], ...]  # slug and name, in order
    red_flags: tuple[tuple[str, str], ...] = ()  # slug and name
    beats: tuple[tuple[str, str], ...] = ()  # slug and name
    carried: str = ""  # the takeaway of last time that is asked after; empty: none


@dataclass(frozen=True)
class Missing:
    field: str  # the form field that the words belong to
    label: str
    words: str


def missing_answers(answers: Answers, sheet: Sheet) -> list[Missing]:
    """What keeps `answers` from being submitted, in the order of the form."""
    if sheet.perspective == "candidate":
        return [
            Missing(f"helpful_{slug}", name, "Choose the words that fit best.")
            for slug, (name, _) in HELPFULNESS.items()
            if slug not in answers.helpfulness
        ]
    marks = _missing_marks(answers, sheet)
    if sheet.perspective == "self":
        return marks
    return marks + _missing_flags(answers, sheet) + _missing_summary(answers, sheet)


def _missing_marks(answers: Answers, sheet: Sheet) -> list[Missing]:
    missing = []
    needs_evidence = sheet.perspective == "interviewer"
    for slug, name in sheet.criteria:
        mark = answers.marks.get(slug, Mark())
        if not mark.is_given:
            words = "Choose the level that fits, or “not observed”."
            missing.append(Missing(f"score_{slug}", name, words))
        elif needs_evidence and mark.score in (1, 4) and not mark.evidence.strip():
            words = f"A {mark.score} needs a quote or a moment that shows it."
            missing.append(Missing(f"evidence_{slug}", f"{name}: evidence", words))
    return missing


def _missing_flags(answers: Answers, sheet: Sheet) -> list[Missing]:
    return [
        Missing(f"where_{slug}", f"{name}: where", "Say where you saw it, or untick it.")
        for slug, name in sheet.red_flags
        if slug in answers.red_flags and not answers.red_flags[slug].strip()
    ]


def _missing_summary(answers: Answers, sheet: Sheet) -> list[Missing]:
    missing = []
    if sheet.carried and not answers.applied:
        words = "Say what you saw of it, or that there was no chance to."
        missing.append(Missing("applied", "Takeaway of last time", words))
    if answers.recommendation is None:
        words = "Choose one of the four: would you say yes to this round?"
        missing.append(Missing("recommendation", "Recommendation", words))
    if not any(text.strip() for text in answers.takeaways):
        words = "Write at least one: what should they keep or change?"
        missing.append(Missing("takeaway_1", "Takeaway", words))
    if not answers.drill_key:
        words = "Choose the one thing to practise next."
        missing.append(Missing("drill_key", "Next drill", words))
    return missing


def count_questions(sheet: Sheet) -> int:
    """How many questions must be answered. Evidence belongs to its question; flags may be none."""
    if sheet.perspective == "candidate":
        return len(HELPFULNESS)
    summary = 3 + bool(sheet.carried) if sheet.perspective == "interviewer" else 0
    return len(sheet.criteria) + summary


def count_answered(answers: Answers, sheet: Sheet) -> int:
    """How many of them are answered."""
    flags = {f"where_{slug}" for slug, _ in sheet.red_flags}
    missing = [item for item in missing_answers(answers, sheet) if item.field not in flags]
    return count_questions(sheet) - len(missing)
