"""What a candidate goes through before a session: six lines, ticked by what is there.

Where the site cannot know, the person ticks; the tick keeps its date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

STORIES_PER_VALUE = 2
DECISIONS = 3
ROUNDS_ALOUD = 3
ROUNDS_TIMED = 2


@dataclass(frozen=True)
class Known:
    """What the site has seen of a person."""

    per_value: Sequence[tuple[str, int]]  # name and complete stories, of the target company
    company: str  # of the target loop; empty without one
    decisions: int  # complete stories about technical decisions
    rounds_aloud: int  # coding rounds in which reasoning aloud was rated
    checked: int  # complete stories that could be checked: written in English
    passed: int  # of these
    unchecked: int  # complete stories in other languages
    rounds_timed: int  # behavioural rounds held by the clock of the room
    ticks: Mapping[str, datetime]  # slug: when the person ticked it


@dataclass(frozen=True)
class Line:
    """One line: whether it is done and why. `ticked_at` is of a tick by hand."""

    slug: str
    name: str
    is_done: bool
    why: str
    is_by_hand: bool = False
    ticked_at: datetime | None = None


def checklist(known: Known) -> list[Line]:
    """The six lines, always in this order."""
    return [
        _stories(known),
        _decisions(known),
        _aloud(known),
        _by_hand(
            *("culture", "Know the company's culture well enough to refer to it in passing"),
            "Only you can say. Read what the company writes about itself, and find the line that"
            " each of your stories belongs to.",
            ticks=known.ticks,
        ),
        _specific(known),
        _timed(known),
    ]


def _stories(known: Known) -> Line:
    name = "Two stories for each value"
    if not known.per_value:
        company = known.company or "Your target"
        why = f"{company} has no values in the catalogue, so tick this when you have your stories."
        if not known.company:
            why = "Choose a target loop, and this line counts by itself. Until then, tick it."
        return _by_hand("stories", name, why, ticks=known.ticks)
    lacking = [value for value, count in known.per_value if count < STORIES_PER_VALUE]
    have = len(known.per_value) - len(lacking)
    why = f"{have} of {len(known.per_value)} values of {known.company} have two complete stories."
    if lacking:
        why += f" Still open: {', '.join(lacking)}."
    return Line("stories", name, not lacking, why)


def _decisions(known: Known) -> Line:
    return _counted(
        *("decisions", "Explain your last three technical decisions"),
        *(known.decisions, DECISIONS),
        "stories about a technical decision are complete; a tick on a story marks it as one",
    )


def _aloud(known: Known) -> Line:
    return _counted(
        *("aloud", "Practise thinking aloud while coding"),
        *(known.rounds_aloud, ROUNDS_ALOUD),
        "coding rounds have feedback in which your reasoning aloud was rated",
    )


def _specific(known: Known) -> Line:
    name = "Replace vague language by detail"
    if known.unchecked and not known.checked:
        why = "The check reads English only, so tick this when somebody has listened to them."
        return _by_hand("specific", name, why, ticks=known.ticks)
    why = "There is no complete story to check yet."
    if known.checked:
        why = f"{known.passed} of {known.checked} complete stories pass the check for detail."
    if known.unchecked:
        why += f" {known.unchecked} in other languages are not counted."
    return Line("specific", name, 0 < known.checked == known.passed, why)


def _timed(known: Known) -> Line:
    return _counted(
        *("timed", "Time your answers: short, and complete"),
        *(known.rounds_timed, ROUNDS_TIMED),
        "behavioural rounds were held by the room’s clock",
    )


def _counted(slug: str, name: str, have: int, needed: int, what: str) -> Line:
    return Line(slug, name, have >= needed, f"{min(have, needed)} of {needed} {what}.")


def _by_hand(slug: str, name: str, why: str, *, ticks: Mapping[str, datetime]) -> Line:
    ticked_at = ticks.get(slug)
    return Line(slug, name, ticked_at is not None, why, is_by_hand=True, ticked_at=ticked_at)
