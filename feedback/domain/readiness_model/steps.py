"""Everybody's forms side by side: step t holds the form number t of all who have that many."""

from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.parameters import CARRY, FORGETTING, GAIN_FROM
from feedback.domain.readiness_model.ratings import Floats, Ints, Ratings


@dataclass(frozen=True)
class Steps:
    """F forms of I people, reordered; step t is the slice(first[t], first[t + 1]) of the rows.

    People are ranked by their number of forms, so the people of a step are its first so many.
    """

    rows: Ints  # (F,) which form of Ratings stands here
    first: Ints  # (T + 1,)
    ranked: Ints  # (I,) the people with at least one form, by rank
    gap: Floats  # (F,) days since the person's form before, 0 at the first
    kind: Ints  # (F,)

    def __len__(self) -> int:
        return len(self.first) - 1

    def slices(self) -> list[slice]:
        return [slice(a, b) for a, b in zip(self.first[:-1], self.first[1:], strict=True)]


@dataclass(frozen=True)
class Practice:
    """What practice came before each of F forms (or before now, for each person and kind).

    A practice raises the ability of its kind by the gain for its number, and by the person's own
    pace / (1 + number / 8); communication by 0.4 of that.
    """

    gains: Floats  # (F, 2, 4) how often each gain was made: of the kind, of communication
    pace: Floats  # (F, 2) what one's own pace is multiplied by


def steps_of(ratings: Ratings) -> Steps:
    people = len(ratings.people)
    number = np.bincount(ratings.person, minlength=people)
    ranked = np.argsort(-number, kind="stable")[: np.count_nonzero(number)]
    rank = np.empty(people, np.int64)
    rank[ranked] = np.arange(len(ranked))
    begin = np.cumsum(number) - number
    turn = np.arange(ratings.forms) - begin[ratings.person]
    rows = np.lexsort((rank[ratings.person], turn))
    gap = np.where(turn > 0, np.diff(ratings.day, prepend=0.0), 0.0)
    first = np.concatenate(([0], np.cumsum(np.bincount(turn))))
    return Steps(rows=rows, first=first, ranked=ranked, gap=gap[rows], kind=ratings.kind[rows])


def practice_of(steps: Steps, *, kinds: int) -> tuple[Practice, Practice]:
    """What came before each form (in the order of `steps`), and before now by person and kind.

    The second is of shape (I, K, …), people by rank.
    """
    people, forms = len(steps.ranked), len(steps.rows)
    done = np.zeros((people, kinds), np.int64)
    gains = np.zeros((people, kinds + 1, len(GAIN_FROM)))
    pace = np.zeros((people, kinds + 1))
    before_gains, before_pace = np.zeros((forms, 2, len(GAIN_FROM))), np.zeros((forms, 2))
    for rows in steps.slices():
        kind = steps.kind[rows]
        who = np.arange(len(kind))
        before_gains[rows, 0], before_gains[rows, 1] = gains[who, kind], gains[who, -1]
        before_pace[rows, 0], before_pace[rows, 1] = pace[who, kind], pace[who, -1]
        number = done[who, kind]
        bin_ = np.searchsorted(GAIN_FROM, number, side="right") - 1
        own = 1 / (1 + number / FORGETTING)
        for column, share in ((kind, 1.0), (kinds, CARRY)):
            gains[who, column, bin_] += share
            pace[who, column] += share * own
        done[who, kind] += 1
    talk_gains = np.repeat(gains[:, -1:], kinds, 1)
    talk_pace = np.repeat(pace[:, -1:], kinds, 1)
    now = Practice(
        gains=np.stack((gains[:, :-1], talk_gains), 2),
        pace=np.stack((pace[:, :-1], talk_pace), 2),
    )
    return Practice(gains=before_gains, pace=before_pace), now
