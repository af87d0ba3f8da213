"""Three questions on a packet, which an interviewer who has read it answers at once.

They come from the packet itself: its clarifications, its hints, its notes on the levels. The
wrong answers are other parts of the same packet, so that nobody learns of a question that they
may be asked one day.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

OPTIONS = 3
LONGEST = 220  # characters of an option; a longer text ends at the end of a sentence
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True)
class CheckQuestion:
    """`options` in the order in which they are shown; `place` is the packet's part that answers."""

    ask: str
    options: tuple[str, ...]
    answer: int  # index of the right one
    place: str  # id of the part on the reading page
    place_name: str


@dataclass(frozen=True)
class ReadPacket:
    """What the questions are made from; all as the packet's version holds it."""

    clarifications: Sequence[Mapping[str, str]]
    hints: Sequence[Mapping[str, str]]
    rubric_notes: Mapping[str, Mapping[str, str]]  # {criterion slug: {"1": text, … "4": text}}
    criteria: Mapping[str, str]  # names by slug


def check_questions(packet: ReadPacket, *, seed: str) -> list[CheckQuestion]:
    """One question each on clarifications, hints and levels. The same for the same seed."""
    draw = Random(seed)  # noqa: S311 (no secret: the same three at each reload)
    made = (
        _on_clarifications(packet, draw),
        _on_hints(packet, draw),
        _on_levels(packet, draw),
    )
    return [question for question in made if question]


def are_right(questions: Sequence[CheckQuestion], answers: Sequence[int | None]) -> list[bool]:
    """For each question whether its answer is the right one."""
    return [question.answer == answer for question, answer in zip(questions, answers, strict=True)]


def _on_clarifications(packet: ReadPacket, draw: Random) -> CheckQuestion | None:
    pieces = _different(packet.clarifications)
    if len(pieces) < OPTIONS:
        return None
    asked = draw.choice(pieces)
    others = draw.sample([piece for piece in pieces if piece is not asked], OPTIONS - 1)
    return _question(
        f"The candidate asks: “{asked['name'].rstrip('?')}?” What do you answer?",
        right=asked["text"],
        wrong=[piece["text"] for piece in others],
        place=("clarifications", "Clarifications"),
        draw=draw,
    )


def _on_hints(packet: ReadPacket, draw: Random) -> CheckQuestion | None:
    pieces = _different(packet.hints)
    if len(pieces) < OPTIONS:
        return None
    return _question(
        "The candidate is stuck for the first time. Which hint do you give?",
        right=pieces[0]["text"],
        wrong=[piece["text"] for piece in draw.sample(pieces[1:], OPTIONS - 1)],
        place=("hints", "Hints"),
        draw=draw,
    )


def _on_levels(packet: ReadPacket, draw: Random) -> CheckQuestion | None:
    slug = draw.choice(sorted(packet.rubric_notes)) if packet.rubric_notes else ""
    notes: Any = packet.rubric_notes.get(slug, {})
    if len({_short(text) for text in notes.values()}) < 4:
        return None
    name = packet.criteria.get(slug, slug.replace("-", " "))
    wrong = draw.sample(["1", "2", "3"], OPTIONS - 1)
    return _question(
        f"“{name}”: which of these would be a 4?",
        right=notes["4"],
        wrong=[notes[level] for level in wrong],
        place=("rubric", "What you will rate"),
        draw=draw,
    )


def _question(
    ask: str, *, right: str, wrong: list[str], place: tuple[str, str], draw: Random
) -> CheckQuestion:
    options = [_short(text) for text in (right, *wrong)]
    order = draw.sample(range(len(options)), len(options))
    return CheckQuestion(
        ask=ask,
        options=tuple(options[n] for n in order),
        answer=order.index(0),
        place=place[0],
        place_name=place[1],
    )


def _different(pieces: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Without those whose text would look the same as an option."""
    return list({_short(piece["text"]): piece for piece in reversed(pieces)}.values())[::-1]


def _short(text: str) -> str:
    """The first sentences of the first paragraph, at least one, without Markdown's marks."""
    plain = text.replace("**", "").replace("`", "")
    paragraph = " ".join(plain.strip().split("\n\n")[0].split())
    if len(paragraph) <= LONGEST:
        return paragraph
    kept, *rest = _SENTENCE_END.split(paragraph)
    for sentence in rest:
        if len(kept) + 1 + len(sentence) > LONGEST:
            break
        kept += f" {sentence}"
    return kept
