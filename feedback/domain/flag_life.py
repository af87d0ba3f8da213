"""When somebody is asked to look at the same people a second time."""

from collections.abc import Set
from math import ceil

LEAST_NEW = 3  # forms that nobody has looked at yet
LEAST_NEW_SHARE = 0.5  # of those that somebody found nothing in


def is_worth_a_look(found: Set[int], *, confirmed: Set[int], let_be: Set[int]) -> bool:
    """Whether what the night `found` (forms by primary key) goes beyond what was decided already.

    `confirmed`: forms of flags of the same sort about the same people that stand confirmed;
    `let_be`: of those that were dismissed or taken back. Whoever was let be is brought up again
    only by half as many forms more.
    """
    if not confirmed and not let_be:
        return True
    least = max(LEAST_NEW, ceil(LEAST_NEW_SHARE * len(let_be)))
    return len(found - confirmed - let_be) >= least
