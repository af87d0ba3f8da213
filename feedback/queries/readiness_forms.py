"""What interviewers said of people, as the readiness model takes it in.

Only forms that count, as they read now. People go by a name made with the site's own key, which
nobody can make again once an erased account has lost its public id.
"""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Least

from accounts.models import User
from common.tokens import derived_token
from feedback.domain.readiness_model.ratings import (
    COMMUNICATION,
    OVERALL,
    Floats,
    Ints,
    Names,
    Ratings,
    Rows,
    sorted_ratings,
    with_names,
)
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.readiness_model.update import PersonForm
from feedback.domain.unfair_raters.weights import LEAST_WEIGHT, weights_where
from feedback.models import RaterFlag, Rating, Review
from interviews.models import Criterion, Kind

TALK = "verbal-reasoning"  # the competency that is communication
CHUNK = 5_000
_SALT = "feedback.readiness_forms"


@dataclass(frozen=True)
class FormsRead:
    """All forms at once. `versions`: of each candidate's forms, by primary key."""

    ratings: Ratings
    weights: Floats  # (F,) less than 1 where a confirmed flag names the form
    reviews: Ints  # (F,) primary keys of the forms
    users: Mapping[str, int]  # primary keys by the name in `ratings`, in either role
    versions: Mapping[int, str]
    until_at: datetime | None  # the newest release; None without any form


@dataclass(frozen=True)
class FormsOfPerson:
    """The forms on one person, in the order of their primary keys, which are `reviews`."""

    version: str
    forms: tuple[PersonForm, ...]
    reviews: tuple[int, ...]


def readiness_name(public_id: UUID) -> str:
    """What a person is called in the model."""
    return derived_token(public_id.hex, salt=_SALT)


def criterion_names() -> dict[int, str]:
    """By primary key; a slug means the same in each version of its rubric."""
    rows = Criterion.objects.values_list("pk", "slug", "competency__slug")
    return {pk: criterion_name(slug, competency=competency) for pk, slug, competency in rows}


def criterion_name(slug: str, *, competency: str) -> str:
    """What a criterion is called in the model, by its slug and that of its competency."""
    return f"{COMMUNICATION} {slug}" if competency == TALK else slug


def read_forms(*, now: datetime) -> FormsRead:
    """Every form that counts at `now`, streamed: three queries, whatever their number."""
    names = criterion_names()
    forms, versions = _Forms(), defaultdict[int, list[_Version]](list)
    until_at, doubted = None, set()
    people: dict[int, str] = {}
    for row in forms_that_count(now=now).values_list(*_COLUMNS).iterator(CHUNK):
        pk, revision, is_doubted, released_at, subject, author, candidate, interviewer, *rest = row
        for user, public_id in ((subject, candidate), (author, interviewer)):
            if user not in people:
                people[user] = readiness_name(public_id)
        forms.add(pk, people[subject], people[author], *rest)
        versions[subject].append((pk, revision, is_doubted))
        if is_doubted:
            doubted.add(pk)
        until_at = max(until_at or released_at, released_at)
    rows = forms.rows(names, _marks().iterator(CHUNK))
    reviews = forms.in_order_of_ratings(rows)
    return FormsRead(
        ratings=with_names(
            sorted_ratings(rows), kinds=Kind.values, criteria=[*names.values(), OVERALL]
        ),
        weights=weights_where(np.isin(reviews, list(doubted))),
        reviews=reviews,
        users={name: user for user, name in people.items()},
        versions={subject: _version(own) for subject, own in versions.items()},
        until_at=until_at,
    )


def forms_of_person(user: User, *, fitted_at: datetime | None, now: datetime) -> FormsOfPerson:
    """The forms on one person, for an update of the model of `fitted_at`: three queries."""
    return forms_of_people([user.pk], fitted_at=fitted_at, now=now)[user.pk]


def forms_of_people(
    users: Iterable[int], *, fitted_at: datetime | None, now: datetime
) -> dict[int, FormsOfPerson]:
    """`forms_of_person` of everybody by primary key, in the same three queries."""
    by_person: dict[int, list[tuple[Any, ...]]] = {pk: [] for pk in users}
    counted = forms_that_count(now=now).filter(subject__in=list(by_person))
    given: dict[int, dict[str, int]] = {}
    for row in counted.values_list(*_COLUMNS):
        by_person[row[4]].append(row)
        given[row[0]] = {}
    names = criterion_names()
    for review, criterion, score in _marks().filter(review__in=counted.order_by().values("pk")):
        if review in given:  # else it was released between the two queries
            given[review][names[criterion]] = score
    return {
        pk: FormsOfPerson(
            version=_version(row[:3] for row in rows),
            forms=tuple(_person_form(row, given[row[0]], fitted_at=fitted_at) for row in rows),
            reviews=tuple(row[0] for row in rows),
        )
        for pk, rows in by_person.items()
    }


def _person_form(
    row: tuple[Any, ...], ratings: dict[str, int], *, fitted_at: datetime | None
) -> PersonForm:
    _, _, is_doubted, released_at, _, _, _, interviewer, packet, kind, held_at, overall = row
    return PersonForm(
        day=day_of(held_at),
        kind=kind,
        interviewer=readiness_name(interviewer),
        packet=str(packet),
        ratings=ratings if overall is None else ratings | {OVERALL: overall},
        is_new=fitted_at is None or released_at > fitted_at,
        weight=LEAST_WEIGHT if is_doubted else 1.0,
    )


def forms_versions(users: Iterable[int], *, now: datetime) -> dict[int, str]:
    """The version of each person's forms by primary key; without a form there is none."""
    own = defaultdict[int, list[_Version]](list)
    rows = forms_that_count(now=now).filter(subject__in=list(users))
    for subject, *one in rows.values_list("subject_id", "pk", "revision", "is_doubted"):
        own[subject].append(tuple(one))
    return {subject: _version(forms) for subject, forms in own.items()}


_Version = tuple[int, int, bool]  # primary key, revision, whether a confirmed flag names it
_COLUMNS = (
    *("pk", "revision", "is_doubted", "released_at"),
    *("subject_id", "author_id", "subject__public_id", "author__public_id"),
    *("leg__packet_version__packet_id", "leg__kind", "held_at", "recommendation"),
)


def forms_that_count(*, now: datetime) -> QuerySet[Any]:
    """What interviewers said of sessions until `now`, released and not taken out by a dispute.

    A session that began and was over before its time was held when its form was released.
    """
    named = RaterFlag.objects.confirmed().filter(forms=OuterRef("pk"))
    return (
        Review.objects.counted()
        .annotate(held_at=Least("leg__session__starts_at", "released_at"))
        .filter(perspective=Review.Perspective.INTERVIEWER, held_at__lte=now)
        .annotate(is_doubted=Exists(named))
        .order_by("pk")
    )


def _marks() -> QuerySet[Rating, Any]:
    """(review, criterion, score), also of forms that do not count: the reader knows which do.

    Without a join, which PostgreSQL does row by row while it has no statistics of new tables.
    """
    given = Rating.objects.filter(score__isnull=False)
    return given.values_list("review_id", "criterion_id", "score")


def _version(forms: Iterable[_Version]) -> str:
    """Changes when a form is added, taken out, edited, or counts for less or in full again."""
    text = " ".join(
        f"{pk}.{revision}{'~' if is_doubted else ''}" for pk, revision, is_doubted in sorted(forms)
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass
class _Column:
    """Texts in the order they come, as codes."""

    codes: array = field(default_factory=lambda: array("q"))
    places: dict[str, int] = field(default_factory=dict)

    def add(self, text: str) -> None:
        self.codes.append(self.places.setdefault(text, len(self.places)))

    def names(self, rows: Ints) -> Names:
        return Names(list(self.places), np.array(self.codes, np.int64)[rows])


@dataclass
class _Forms:
    """Forms one by one, then their ratings."""

    place: dict[int, int] = field(default_factory=dict)  # by the review's primary key
    columns: tuple[_Column, ...] = field(
        default_factory=lambda: tuple(_Column() for _ in range(4))
    )  # candidate, interviewer, packet, kind
    day: array = field(default_factory=lambda: array("d"))
    overall: array = field(default_factory=lambda: array("q"))

    def add(
        self,
        pk: int,
        candidate: str,
        interviewer: str,
        packet: int,
        kind: str,
        held_at: datetime,
        overall: int | None,
    ) -> None:
        self.place[pk] = len(self.place)
        texts = (candidate, interviewer, str(packet), kind)
        for column, text in zip(self.columns, texts, strict=True):
            column.add(text)
        self.day.append(day_of(held_at))
        self.overall.append(overall or 0)

    def in_order_of_ratings(self, rows: Rows) -> Ints:
        """Primary keys of the forms that have a rating, as `sorted_ratings` sorts them."""
        pks, person, day = list(self.place), self.columns[0], self.day
        people = list(person.places)
        rated = [(pks[place], place) for place in np.unique(rows.form.codes).tolist()]
        rated.sort(key=lambda one: (people[person.codes[one[1]]], day[one[1]], str(one[0])))
        return np.array([pk for pk, _ in rated], np.int64)

    def rows(self, names: Mapping[int, str], marks: Iterable[tuple[int, int, int]]) -> Rows:
        form, criterion, rating = array("q"), _Column(), array("q")
        for review, pk, score in marks:
            if review in self.place:
                form.append(self.place[review])
                criterion.add(names[pk])
                rating.append(score)
        for row, score in enumerate(self.overall):
            if score:
                form.append(row)
                criterion.add(OVERALL)
                rating.append(score)
        at = np.array(form, np.int64)
        person, interviewer, packet, kind = (column.names(at) for column in self.columns)
        return Rows(
            form=Names([str(pk) for pk in self.place], at),
            day=np.array(self.day, np.float64)[at],
            person=person,
            interviewer=interviewer,
            packet=packet,
            kind=kind,
            criterion=criterion.names(np.arange(len(at))),
            rating=np.array(rating, np.int64),
        )
