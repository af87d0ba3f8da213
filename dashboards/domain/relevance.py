"""How much of a loop rests on each competency."""

from collections import defaultdict
from collections.abc import Iterable, Sequence


def relevance_of(rounds: Iterable[tuple[float, Sequence[str]]]) -> dict[str, float]:
    """{competency: its share of the loop}, the shares adding up to 1; empty without criteria.

    A round is its weight and the competency of each of its rubric's criteria, among which the
    weight is divided evenly.
    """
    found: defaultdict[str, float] = defaultdict(float)
    for weight, competencies in rounds:
        for slug in competencies:
            found[slug] += weight / len(competencies)
    whole = sum(found.values())
    return {slug: share / whole for slug, share in found.items()} if whole else {}
