"""What the readiness model says of people: from stored estimates where these are of their present
forms, and else computed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.readiness_model.update import PersonForm, Update, update_person
from feedback.domain.standing import Chance, is_enough
from feedback.models import Estimate
from feedback.queries.readiness_forms import FormsOfPerson, forms_of_people
from feedback.queries.readiness_models import Known, model_for_updates
from interviews.models import Kind

Windows = Mapping[int, tuple[datetime, datetime]]  # half-open, by primary key


@dataclass(frozen=True)
class Said:
    """Of one person. `chances` only of kinds with enough evidence."""

    known: Known
    forms: Sequence[PersonForm]  # that may count
    reviews: Sequence[int]  # their primary keys, in the same order
    chances: Mapping[str, Chance]  # by kind
    model_version: str
    as_of: datetime | None
    is_updating: bool  # a form has changed that the stored estimate does not know


def said_of_people(
    users: Iterable[int], *, now: datetime, windows: Windows | None
) -> dict[int, Said]:
    """By primary key, in five queries; with `windows`, from sessions within a person's own."""
    known = model_for_updates()
    forms = forms_of_people(users, fitted_at=known.fitted_at, now=now)
    stored: dict[int, list[Estimate]] = {pk: [] for pk in forms}
    for estimate in Estimate.objects.filter(user__in=list(forms)).order_by("kind"):
        stored[estimate.user_id].append(estimate)
    return {
        pk: _said(known, own, stored[pk], now=now)
        if windows is None or _holds(windows.get(pk), own.forms)
        else _computed(known, *_within(windows.get(pk), own), now=now)
        for pk, own in forms.items()
    }


def _holds(window: tuple[datetime, datetime] | None, forms: Sequence[PersonForm]) -> bool:
    return all(_is_in(window, form) for form in forms)


def _is_in(window: tuple[datetime, datetime] | None, form: PersonForm) -> bool:
    return window is not None and day_of(window[0]) <= form.day < day_of(window[1])


def _within(
    window: tuple[datetime, datetime] | None, own: FormsOfPerson
) -> tuple[list[PersonForm], list[int]]:
    places = [place for place, form in enumerate(own.forms) if _is_in(window, form)]
    return [own.forms[place] for place in places], [own.reviews[place] for place in places]


def _said(known: Known, own: FormsOfPerson, rows: Sequence[Estimate], *, now: datetime) -> Said:
    """The stored chances, as far as there are any; they may be of earlier forms."""
    kinds = enough_kinds(own.forms)
    stored = {row.kind: Chance(row.p, row.lo80, row.hi80) for row in rows if row.is_enough}
    is_stale = {row.forms_version for row in rows} != ({own.version} if own.forms else set())
    if not kinds <= stored.keys():
        computed = _computed(known, own.forms, own.reviews, now=now)
        return Said(**vars(computed) | {"is_updating": is_stale})
    first = rows[0] if rows else None
    return Said(
        known=known,
        forms=own.forms,
        reviews=own.reviews,
        chances={kind: stored[kind] for kind in kinds},
        model_version=first.model_version if first else known.model.version,
        as_of=first.as_of if first else None,
        is_updating=is_stale,
    )


def _computed(
    known: Known, forms: Sequence[PersonForm], reviews: Sequence[int], *, now: datetime
) -> Said:
    kinds = enough_kinds(forms)
    found = update_person(known.model, forms, day=day_of(now)) if kinds else None
    return Said(
        known=known,
        forms=forms,
        reviews=reviews,
        chances={kind: chance_of(found, known, kind) for kind in kinds} if found else {},
        model_version=known.model.version,
        as_of=now,
        is_updating=False,
    )


def chance_of(found: Update, known: Known, kind: str) -> Chance:
    place = known.model.kinds.index(kind)
    chances = found.chances
    p, low, high = (float(x[0, place]) for x in (chances.p, chances.lo80, chances.hi80))
    return Chance(p, low, high)


def kinds_in_order(said: Said, wanted: Iterable[str]) -> list[str]:
    """What somebody without a target loop practises, or wants to."""
    practised = {*wanted, *(form.kind for form in said.forms)}
    return [kind for kind in Kind.values if kind in practised]


def enough_kinds(forms: Sequence[PersonForm]) -> set[str]:
    """The kinds of which anything may be said."""
    return {
        kind
        for kind in {form.kind for form in forms}
        if is_enough(
            sessions=sum(form.kind == kind for form in forms),
            interviewers=len({form.interviewer for form in forms if form.kind == kind}),
        )
    }
