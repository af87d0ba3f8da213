"""What a session of two people is worth, and why, in words for one of them.

Integers in tenths of a point, so that any two solvers can be compared:
    value = (raw × reliability of one × reliability of the other) // 65536
with raw of a swap
    800 + K(kinds you want and they give) + K(kinds they want and you give)
        + L(their level − yours) + L(your level − theirs)
of a one-way session
    650 + K(kinds the learner wants and the interviewer gives)
        + L(the interviewer's level − the learner's)
plus 120 for each of the two whose preferred time holds the whole session. The constants are those
of `matching/weights.py`, where a coach's rules change them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduling.domain.matching.weights import DEFAULT_WEIGHTS, FULL_RELIABILITY, Weights


class Way(StrEnum):
    """What somebody looks for, from their own side."""

    SWAP = "swap"
    PRACTISE = "one_way"  # they are interviewed
    INTERVIEW = "one_way_interview"  # they interview


class Obstacle(StrEnum):
    """Why two people cannot hold a session, whatever the time."""

    LANGUAGE = "language"
    KIND = "kind"
    LEVEL = "level"


@dataclass(frozen=True)
class Person:
    """Kinds wanted as a candidate and given as an interviewer; `level` 1 … 5; ISO 639-1 codes.

    `interviewer_level` is the level they interview at, None for the same. `reliability` is 256
    times the share of sessions kept.
    """

    wants: frozenset[str]
    gives: frozenset[str]
    level: int
    languages: frozenset[str]
    reliability: int = FULL_RELIABILITY
    interviewer_level: int | None = None

    @property
    def level_given(self) -> int:
        return self.level if self.interviewer_level is None else self.interviewer_level


@dataclass(frozen=True)
class Component:
    """Some of the raw points, and the words for them ("" for what needs none)."""

    points: int
    words: str


@dataclass(frozen=True)
class PairValue:
    """`total` in tenths of a point; the components add up to raw."""

    total: int
    components: tuple[Component, ...]

    @property
    def reasons(self) -> list[str]:
        return [component.words for component in self.components if component.words]


def obstacle(
    you: Person, they: Person, *, way: Way, weights: Weights = DEFAULT_WEIGHTS
) -> Obstacle | None:
    """What rules a session out; None if nothing does. Both legs of a swap have to be possible."""
    if not you.languages & they.languages:
        return Obstacle.LANGUAGE
    legs = _legs(you, they, way=way)
    if not all(learner.wants & interviewer.gives for learner, interviewer in legs):
        return Obstacle.KIND
    if any(_gap(*leg) < weights.lowest_gap for leg in legs):
        return Obstacle.LEVEL
    return None


def _gap(learner: Person, interviewer: Person) -> int:
    return interviewer.level_given - learner.level


def _legs(you: Person, they: Person, *, way: Way) -> list[tuple[Person, Person]]:
    """(learner, interviewer) of each leg."""
    legs = []
    if way != Way.INTERVIEW:
        legs.append((you, they))
    if way != Way.PRACTISE:
        legs.append((they, you))
    return legs


def pair_value(
    you: Person,
    they: Person,
    *,
    way: Way,
    kind_words: Mapping[str, str],
    preferred_by: int = 0,
    weights: Weights = DEFAULT_WEIGHTS,
) -> PairValue:
    """The value of a session without obstacle, in words for `you`.

    `kind_words` names the kinds ("coding"), in the order in which to list them. `preferred_by`
    is how many of the two (0 … 2) prefer the time.
    """
    legs = _legs(you, they, way=way)
    components = [
        Component(weights.swap_base if way == Way.SWAP else weights.one_way_base, ""),
        *_kind_components(you, they, way=way, kind_words=kind_words, weights=weights),
        Component(
            sum(weights.of_gap(_gap(*leg)) for leg in legs),
            _level_words(you, they, way=way),
        ),
    ]
    if preferred_by:
        words = "At a time you both prefer" if preferred_by == 2 else "At a preferred time"
        components.append(Component(weights.preferred * preferred_by, words))
    raw = sum(component.points for component in components)
    total = raw * you.reliability * they.reliability // (FULL_RELIABILITY * FULL_RELIABILITY)
    return PairValue(total=total, components=tuple(components))


def _kind_components(
    you: Person, they: Person, *, way: Way, kind_words: Mapping[str, str], weights: Weights
) -> list[Component]:
    yours, theirs = you.wants & they.gives, they.wants & you.gives
    your_words, their_words = _listed(yours, kind_words), _listed(theirs, kind_words)
    if way == Way.SWAP and yours == theirs:
        pronoun = "it" if len(yours) == 1 else "them"
        words = f"Both of you want {your_words} and can give {pronoun}"
        return [Component(2 * weights.of_kinds(len(yours)), words)]
    components = []
    if way != Way.INTERVIEW:
        components.append(
            Component(weights.of_kinds(len(yours)), f"Can give the {your_words} that you want")
        )
    if way != Way.PRACTISE:
        components.append(
            Component(weights.of_kinds(len(theirs)), f"Wants {their_words}, which you can give")
        )
    return components


def _level_words(you: Person, they: Person, *, way: Way) -> str:
    """Their level beside yours: as interviewer where they only interview you, else as candidate."""
    if way == Way.PRACTISE:
        return level_words(they.level_given - you.level)
    if way == Way.INTERVIEW:
        return level_words(they.level - you.level_given)
    words = level_words(they.level - you.level)
    if they.interviewer_level in (None, they.level):
        return words
    given = level_words(they.level_given - you.level)
    return f"{words}; as your interviewer {given[0].lower()}{given[1:]}"


def level_words(gap: int) -> str:
    """Their level minus yours, in words: "One level above you"."""
    if gap == 0:
        return "Same level as you"
    number = ("One level", "Two levels", "Three levels", "Four levels")[abs(gap) - 1]
    return f"{number} {'above' if gap > 0 else 'below'} you"


def _listed(kinds: frozenset[str], kind_words: Mapping[str, str]) -> str:
    """ "coding, behavioural and system design"."""
    words = [text for kind, text in kind_words.items() if kind in kinds]
    return " and ".join([*([", ".join(words[:-1])] if words[:-1] else []), *words[-1:]])
