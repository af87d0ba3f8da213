"""What a confirmed flag does: its forms count for less in the readiness model, but they count."""

from collections.abc import Iterable

import numpy as np

from feedback.domain.readiness_model.ratings import Bools, Floats, Ratings
from feedback.domain.unfair_raters.flags import Flag
from feedback.domain.unfair_raters.parties import keys_of

LEAST_WEIGHT = 0.25


def weights_of(ratings: Ratings, *, confirmed: Iterable[Flag]) -> Floats:
    """(F,) for `fit`: LEAST_WEIGHT for the forms of flags that a person has confirmed, 1 elsewhere.

    So a form's noise has four times the variance. A form of two flags counts as one of one. Only
    forms that the person had before them are touched, not later ones. Without the flag everything
    is as it was.
    """
    doubted = {key for flag in confirmed for key in flag.forms}
    is_doubted = np.zeros(ratings.forms, bool)
    if doubted:
        is_doubted[:] = [key in doubted for key in keys_of(ratings, np.arange(ratings.forms))]
    return weights_where(is_doubted)


def weights_where(is_doubted: Bools) -> Floats:
    """The same from what is known of each form, in any order."""
    return np.where(is_doubted, LEAST_WEIGHT, 1.0)
