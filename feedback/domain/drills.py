"""What a candidate may be told to practise next: a whole round, one topic of it, or one ability.

A drill is known by its key, "round:coding", "topic:coding:graphs" or "ability:coding:approach";
the second part is always the kind of round in which it is practised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_KEY = 140


@dataclass(frozen=True)
class DrillGroup:
    """Drills under one heading: keys and names."""

    name: str
    drills: Sequence[tuple[str, str]]


def round_key(kind: str) -> str:
    return f"round:{kind}"


def topic_key(kind: str, focus: str) -> str:
    return f"topic:{kind}:{focus}"


def ability_key(kind: str, competency: str) -> str:
    return f"ability:{kind}:{competency}"


def kind_of(key: str) -> str:
    """The kind of round in which the drill is practised; empty for no drill."""
    return key.split(":")[1] if key else ""


def subject_of(key: str) -> str:
    """The topic or ability to practise; empty for a whole round and for no drill."""
    return key.split(":", 2)[2] if key.count(":") > 1 else ""


def names_of(groups: Sequence[DrillGroup]) -> dict[str, str]:
    """Name by key, of all groups."""
    return {key: name for group in groups for key, name in group.drills}
