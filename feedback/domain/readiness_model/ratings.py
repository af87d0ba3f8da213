"""Ratings as arrays, in an order that does not depend on the order they came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OVERALL = "overall"  # the criterion that is the recommendation
COMMUNICATION = "communication"  # criteria named so are a coordinate of their own
NO_PACKET = -1


@dataclass(frozen=True)
class Ratings:
    """F forms with N ratings, by F candidates' forms in time. Names are sorted, codes index them.

    Forms are sorted by person, day and name; ratings by form and criterion.
    """

    people: tuple[str, ...]  # candidates
    interviewers: tuple[str, ...]
    packets: tuple[str, ...]
    kinds: tuple[str, ...]
    criteria: tuple[str, ...]
    person: Ints  # (F,)
    interviewer: Ints  # (F,)
    packet: Ints  # (F,), NO_PACKET without one
    kind: Ints  # (F,)
    day: Floats  # (F,) days since 1970 in UTC
    form: Ints  # (N,)
    criterion: Ints  # (N,)
    rating: Ints  # (N,) 1 … 4

    @property
    def forms(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Names:
    """Texts as codes: text i of the column is `names[codes[i]]`, in any order."""

    names: Sequence[str]
    codes: Ints

    def sorted(self, used: Bools) -> tuple[tuple[str, ...], Ints]:
        """The sorted names of the `used` rows, and all rows' codes, −1 for other names."""
        kept = np.unique(self.codes[used])
        order = sorted(kept.tolist(), key=lambda code: self.names[code])
        place = np.full(len(self.names) + 1, -1)
        place[order] = np.arange(len(order))
        return tuple(self.names[code] for code in order), place[self.codes]


@dataclass(frozen=True)
class Rows:
    """N ratings as they came, one row each; rows of a form agree in all but the last two."""

    form: Names
    day: Floats
    person: Names
    interviewer: Names
    packet: Names  # "" for none
    kind: Names
    criterion: Names
    rating: Ints

    def until(self, day: float) -> "Rows":
        kept = self.day <= day

        def cut(column: Names) -> Names:
            return Names(column.names, column.codes[kept])

        return Rows(
            cut(self.form), self.day[kept], cut(self.person), cut(self.interviewer),
            cut(self.packet), cut(self.kind), cut(self.criterion), self.rating[kept],
        )  # fmt: skip


def sorted_ratings(rows: Rows) -> Ratings:
    """The rows in their one order: the same rows shuffled give the same arrays."""
    every = np.ones(len(rows.rating), bool)
    form_names, form = rows.form.sorted(every)
    people, person = rows.person.sorted(every)
    interviewers, interviewer = rows.interviewer.sorted(every)
    has_packet = np.array([bool(name) for name in rows.packet.names] or [False])
    packets, packet = rows.packet.sorted(has_packet[rows.packet.codes])
    kinds, kind = rows.kind.sorted(every)
    criteria, criterion = rows.criterion.sorted(every)
    first = np.unique(form, return_index=True)[1]
    order = np.lexsort((np.arange(len(form_names)), rows.day[first], person[first]))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    first = first[order]
    by_form = np.lexsort((criterion, place[form]))
    return Ratings(
        people=people,
        interviewers=interviewers,
        packets=packets,
        kinds=kinds,
        criteria=criteria,
        person=person[first],
        interviewer=interviewer[first],
        packet=packet[first],
        kind=kind[first],
        day=rows.day[first],
        form=place[form][by_form],
        criterion=criterion[by_form],
        rating=rows.rating[by_form],
    )


def with_names(ratings: Ratings, *, kinds: Iterable[str], criteria: Iterable[str]) -> Ratings:
    """The same, with kinds and criteria that nobody has rated yet: a fit then knows them too."""
    all_kinds, kind = _placed(ratings.kinds, kinds)
    all_criteria, criterion = _placed(ratings.criteria, criteria)
    return replace(
        ratings,
        kinds=all_kinds,
        criteria=all_criteria,
        kind=kind[ratings.kind],
        criterion=criterion[ratings.criterion],
    )


def _placed(names: Sequence[str], further: Iterable[str]) -> tuple[tuple[str, ...], Ints]:
    """All names sorted, and where each of `names` stands among them."""
    every = tuple(sorted({*names, *further}))
    return every, np.array([every.index(name) for name in names], dtype=np.int64)


def some_people(ratings: Ratings, chosen: Bools) -> Ratings:
    """Only the forms of the `chosen` people; names and codes stay as they are."""
    return _some_forms(ratings, chosen[ratings.person])


def forms_until(ratings: Ratings, day: float) -> Ratings:
    """Only the forms up to `day`; names and codes stay as they are."""
    return _some_forms(ratings, ratings.day <= day)


def _some_forms(ratings: Ratings, kept: Bools) -> Ratings:
    place = np.cumsum(kept) - 1
    rows = kept[ratings.form]
    return replace(
        ratings,
        person=ratings.person[kept],
        interviewer=ratings.interviewer[kept],
        packet=ratings.packet[kept],
        kind=ratings.kind[kept],
        day=ratings.day[kept],
        form=place[ratings.form[rows]],
        criterion=ratings.criterion[rows],
        rating=ratings.rating[rows],
    )
