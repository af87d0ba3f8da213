"""What a candidate is working on, for whoever interviews them next.

The app that knows it (feedback) lies above this one, so it registers its answer here.
"""

from collections.abc import Callable

from interviews.models import Leg

Finder = Callable[[Leg], str]  # the sentence, or an empty string
_finders: list[Finder] = []


def register_aim(finder: Finder) -> None:
    """Have `finder(leg)` say what the leg's candidate is working on."""
    _finders.append(finder)


def aims_of(leg: Leg) -> list[str]:
    """One sentence from everybody who knows one."""
    return [words for finder in _finders if (words := finder(leg))]
