"""Whether a story has the detail of something that happened. docs/stories.md says it in words.

Everything is counted, nothing is guessed from meaning: the same text always gets the same score,
and each point can be named. For English alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from practice.domain.english import (
    EMPTY_VERBS,
    IRREGULAR_PAST,
    MONTHS_AND_DAYS,
    NUMBER_WORDS,
    ROLES,
    TIME_UNITS,
    is_english,
    vague_phrases,
    words_of,
)

PASSING_SCORE = 60
PASSING_I_SHARE = 0.4
WORDS_PER_MINUTE = 140  # of an answer at a pace that is easy to follow
MOST_VALUES = 3  # a story that serves more serves none of them well
LONGEST_SECONDS = 180  # an interviewer's patience with an answer
MOST_MISSING, MOST_ADVICE = 3, 6  # so that what is vague is quoted as well

_FIGURES, _NAMES, _MOMENTS, _DEEDS, _OUTCOME, _LENGTH = 15, 20, 10, 30, 15, 10
_PENALTY, _MOST_PENALTY = 5, 30
_FEWEST_WORDS = 70  # of a story that has room for all four parts
_CLEAR_ACTION_WORDS, _CLEAR_RESULT_WORDS = 20, 8

_FIGURE = re.compile(r"\d[\d.,:]*\d|\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_MONTH = "|".join(name.title() for name in sorted(MONTHS_AND_DAYS))
_DAY_OF_MONTH = re.compile(rf"\b\d{{1,2}} (?:{_MONTH})\b|\b(?:{_MONTH}) \d{{1,2}}\b")
_SENTENCE = re.compile(r"[^.!?\n]+")
_FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself"})
_SHARED_PERSON = frozenset({"we", "us", "our", "ours", "ourselves"})
_FIRST_LETTERS = frozenset({"I", "I'", "I’"})  # "I" and "I'd" are no names
_SUBJECTS = _FIRST_PERSON | _SHARED_PERSON | {"he", "she", "it", "they", "who", "that", "which"}
_BETWEEN = frozenset({"then", "also", "first", "later", "therefore", "finally", "even"})
_WORD_OR_COMMA = re.compile(r"[\w'’\-]+|,")


@dataclass(frozen=True)
class Parts:
    situation: str = ""
    task: str = ""
    action: str = ""
    result: str = ""

    @property
    def text(self) -> str:
        return "\n".join((self.situation, self.task, self.action, self.result))

    def named(self) -> list[tuple[str, str]]:
        return [
            ("Situation", self.situation),
            ("Task", self.task),
            ("Action", self.action),
            ("Result", self.result),
        ]


@dataclass(frozen=True)
class Measure:
    """One row of the score: how many points of how many, and what was counted."""

    name: str
    points: int
    most: int
    found: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """Something to change. `quote` is the writer's own words, where it is about such."""

    part: str
    words: str
    quote: str = ""


@dataclass(frozen=True)
class StoryCheck:
    """What was found. Without a score where the text is too short or not English."""

    words: int
    seconds: int  # to tell it
    is_english: bool | None  # None: too short to say
    score: int | None = None
    measures: tuple[Measure, ...] = ()
    penalty: int = 0
    i_share: float | None = None  # of "I" among "I" and "we"; None: neither occurs
    is_action_clear: bool = False
    is_result_clear: bool = False
    advice: tuple[Advice, ...] = ()

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)

    @property
    def is_passed(self) -> bool:
        return (
            self.is_action_clear
            and self.is_result_clear
            and (self.score or 0) >= PASSING_SCORE
            and (self.i_share or 0.0) >= PASSING_I_SHARE
        )


def check_story(parts: Parts) -> StoryCheck:
    """Count what makes a story specific, and say what would make it more so."""
    words = len(words_of(parts.text))
    seconds = round(words * 60 / WORDS_PER_MINUTE)
    english = is_english(parts.text)
    if not english:
        return StoryCheck(words=words, seconds=seconds, is_english=english)
    deeds = _deeds(parts.action)
    outcome = [*_figures(parts.result), *_names(parts.result), *_moments(parts.result)]
    vague = [
        Advice(part, question, phrase)
        for part, text in parts.named()
        for phrase, question in vague_phrases(text)
    ]
    measures = (
        _measure("Figures", _figures(parts.text), each=4, most=_FIGURES),
        _measure("People, roles and names", _names(parts.text), each=5, most=_NAMES),
        _measure("Dates and times", _moments(parts.text), each=5, most=_MOMENTS),
        _measure("What you did, in the Action", deeds, each=8, most=_DEEDS),
        _measure("What the Result can be held against", outcome, each=8, most=_OUTCOME),
        Measure("Length", min(_LENGTH, _LENGTH * words // _FEWEST_WORDS), _LENGTH, ()),
    )
    penalty = min(_MOST_PENALTY, _PENALTY * len(vague))
    action_words, result_words = len(words_of(parts.action)), len(words_of(parts.result))
    check = StoryCheck(
        words=words,
        seconds=seconds,
        is_english=True,
        score=max(0, sum(measure.points for measure in measures) - penalty),
        measures=measures,
        penalty=penalty,
        i_share=_i_share(parts.text),
        is_action_clear=len(deeds) > 1 and action_words >= _CLEAR_ACTION_WORDS,
        is_result_clear=bool(outcome) and result_words >= _CLEAR_RESULT_WORDS,
    )
    return replace(check, advice=(*_missing(check)[:MOST_MISSING], *_once(vague))[:MOST_ADVICE])


def _measure(name: str, found: Iterable[str], *, each: int, most: int) -> Measure:
    distinct = tuple(dict.fromkeys(found))
    return Measure(name, min(most, each * len(distinct)), most, distinct)


def _figures(text: str) -> list[str]:
    """Numbers in digits or words, but for dates, years and times of day."""
    without_dates = _DAY_OF_MONTH.sub("", text)
    digits = [
        found
        for found in _FIGURE.findall(without_dates)
        if not (_YEAR.fullmatch(found) or ":" in found)
    ]
    return digits + [word for word in words_of(text.lower()) if word in NUMBER_WORDS]


def _names(text: str) -> list[str]:
    """Names (capital letters within a sentence) and roles ("my manager")."""
    found = []
    for sentence in _SENTENCE.findall(text):
        words = words_of(sentence)
        found += [
            word
            for word in words[1:]
            if word[0].isupper()
            and word[:2] not in _FIRST_LETTERS
            and word.lower() not in MONTHS_AND_DAYS
        ]
        found += [word.lower() for word in words if _singular(word) in ROLES]
    return found


def _moments(text: str) -> list[str]:
    """Days, months, years, times of day and stretches of time ("ten days")."""
    words = words_of(text)
    found = [word for word in words if word.lower() in MONTHS_AND_DAYS and word[0].isupper()]
    found += _YEAR.findall(text) + _CLOCK.findall(text)
    for before, word in pairwise(words):
        is_counted = before.isdigit() or before.lower() in NUMBER_WORDS | {"one", "an", "next"}
        if is_counted and _singular(word) in TIME_UNITS:
            found.append(f"{before} {word}".lower())
    return found


def _deeds(text: str) -> list[str]:
    """ "I" and verbs in the past that somebody could have seen: "I rang", not "I supported".

    "I rang her, asked for the log and read it" are three.
    """
    found = []
    for sentence in _SENTENCE.findall(text):
        tokens = _WORD_OR_COMMA.findall(sentence.lower())
        is_own = False
        for index, word in enumerate(tokens):
            if word in _SUBJECTS:
                is_own = word == "i"
            if word == "i" or (is_own and word in (",", "and")):
                verb = _verb_after(tokens[index + 1 : index + 3])
                found += [f"I {verb}"] if verb else []
    return found


def _verb_after(words: list[str]) -> str:
    following = [word for word in words if word not in _BETWEEN and not word.endswith("ly")]
    verb = following[0] if following else ""
    is_past = verb in IRREGULAR_PAST or verb.endswith("ed")
    return verb if is_past and verb not in EMPTY_VERBS else ""


def _singular(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s").removesuffix("s")


def _i_share(text: str) -> float | None:
    words = [word.lower().replace("’", "'").split("'")[0] for word in words_of(text)]
    own = sum(word in _FIRST_PERSON for word in words)
    shared = sum(word in _SHARED_PERSON for word in words)
    return own / (own + shared) if own + shared else None


def _missing(check: StoryCheck) -> list[Advice]:
    """What a whole story lacks, the weightiest first."""
    figures, names, moments, *_ = check.measures
    return [
        Advice(part, words)
        for is_missing, part, words in (
            (
                not check.is_action_clear,
                *("Action", "Say two things at least that you did: I asked, I wrote, I measured."),
            ),
            (
                not check.is_result_clear,
                *("Result", "Say what somebody else could confirm: a figure, a date, who said so."),
            ),
            (
                (check.i_share or 0.0) < PASSING_I_SHARE,
                *("Action", "It is mostly “we”. Say “I” where it was you: that is asked for."),
            ),
            (not figures.points, "Situation", "There is no figure. How many, how long, how much?"),
            (not names.points, "Situation", "Nobody has a name or a role. Who was there?"),
            (not moments.points, "Situation", "There is no date or time. When was it?"),
            (
                check.seconds > LONGEST_SECONDS,
                *("Situation", "It takes over three minutes to tell. Shorten this part first."),
            ),
        )
        if is_missing
    ]


def _once(vague: Iterable[Advice]) -> list[Advice]:
    """Each phrase where it stands first."""
    first: dict[str, Advice] = {}
    for advice in vague:
        first.setdefault(advice.quote.lower(), advice)
    return list(first.values())
