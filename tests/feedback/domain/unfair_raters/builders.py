"""Small sets of forms written down by hand, as arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.ratings import Names, Ratings, Rows, sorted_ratings

CRITERIA = ("depth", "communication", "overall")


@dataclass(frozen=True)
class Wrote:
    """`rater` on `candidate`; ratings in the order of CRITERIA."""

    rater: str
    candidate: str
    day: float
    ratings: Sequence[int] = (3, 3, 3)


def ratings_of(forms: Iterable[Wrote]) -> Ratings:
    forms = list(forms)
    each = len(CRITERIA)

    def column(texts: list[str]) -> Names:
        names = sorted(set(texts))
        return Names(names, np.repeat([names.index(text) for text in texts], each))

    return sorted_ratings(
        Rows(
            form=column([f"f{number:04d}" for number in range(len(forms))]),
            day=np.repeat([form.day for form in forms], each),
            person=column([form.candidate for form in forms]),
            interviewer=column([form.rater for form in forms]),
            packet=column(["" for _ in forms]),
            kind=column(["coding" for _ in forms]),
            criterion=Names(CRITERIA, np.tile(np.arange(each), len(forms))),
            rating=np.concatenate([np.array(form.ratings) for form in forms]),
        )
    )
