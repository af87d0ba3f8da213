"""What a packet says of each level of each criterion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = (1, 2, 3, 4)
Notes = Mapping[str, Mapping[str, str]]  # {criterion slug: {"1": text, … "4": text}}


@dataclass(frozen=True)
class Level:
    """What one level of a criterion looks like, in general and in this packet."""

    number: int
    anchor: str
    note: str


@dataclass(frozen=True)
class NotedCriterion:
    """A criterion of which nothing is known but what a packet calls it."""

    name: str
    ask: str = ""


def levels_of(notes: Notes, *, slug: str, anchors: Iterable[tuple[int, str]]) -> list[Level]:
    """The levels of the criterion `slug` with its `anchors` (number, text)."""
    own = notes.get(slug, {})
    return [Level(number, anchor, own.get(str(number), "")) for number, anchor in anchors]


def criteria_of_notes(notes: Notes) -> list[tuple[NotedCriterion, list[Level]]]:
    """The same where there is no rubric at hand: the packet's notes alone."""
    no_anchors = [(number, "") for number in LEVELS]
    return [
        (
            NotedCriterion(slug.replace("-", " ").capitalize()),
            levels_of(notes, slug=slug, anchors=no_anchors),
        )
        for slug in notes
    ]
