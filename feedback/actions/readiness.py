"""Keep everybody's readiness up to date: a person's at once, everybody's each night.

Forms decide, not clocks: an estimate says which forms it is made of, and the nightly run leaves a
person alone whose forms changed while it was computing. Their own update does the rest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from accounts.actions.locks import lock_people
from accounts.models import User
from feedback.domain.readiness_model.fit import Fitted, fit
from feedback.domain.readiness_model.learning import is_enough_to_learn
from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.ratings import Ratings
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.readiness_model.storing import model_to_bytes
from feedback.domain.readiness_model.update import Update, update_person
from feedback.models import Estimate, ReadinessModel, Review
from feedback.queries.readiness_forms import (
    FormsRead,
    forms_of_person,
    forms_versions,
    read_forms,
)
from feedback.queries.readiness_models import (
    Known,
    model_for_updates,
    newest_model,
    shipped_for,
)
from jobs.actions import Work, enqueue_all

KEPT_MODELS = 14
LEARN_EVERY = timedelta(days=6, hours=12)  # weekly: nights do not begin on the minute
PEOPLE_AT_ONCE = 200  # whose estimates one transaction writes


def request_updates(reviews: Iterable[Review], *, cause: str, now: datetime) -> None:
    """Have the candidates' estimates follow what has just become of these released forms."""
    enqueue_all(
        [
            _update(review.subject_id, cause=f"{review.pk}:{cause}:{now:%Y%m%d%H%M%S%f}", now=now)
            for review in reviews
            if review.perspective == Review.Perspective.INTERVIEWER
        ],
        now=now,
    )


def _update(user_id: int, *, cause: str, now: datetime) -> Work:
    key = f"readiness-update:{user_id}:{cause}"
    return Work("feedback.update_readiness", key=key, run_at=now, arguments={"user_id": user_id})


@transaction.atomic
def update_readiness(user: User, *, now: datetime) -> None:
    """One person's estimates from their forms as they are, with the newest fit.

    Several causes at once cost one computation: whoever comes later finds it done.
    """
    # Before reading, so that what is stored last was also read last.
    lock_people([user])
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        return
    known = model_for_updates()
    own = forms_of_person(user, fitted_at=known.fitted_at, now=now)
    estimates = Estimate.objects.filter(user=user)
    made_of = (known.row_pk, known.model.version, own.version)
    if set(estimates.values_list("model", "model_version", "forms_version")) == {made_of}:
        return
    estimates.delete()
    if own.forms:
        found = update_person(known.model, own.forms, day=day_of(now))
        rows = _estimates(found, 0, known, user_id=user.pk, forms_version=own.version, as_of=now)
        Estimate.objects.bulk_create(rows)


def refit_readiness(*, now: datetime) -> ReadinessModel | None:
    """Estimate everything anew from all forms; return what was stored.

    None if there is no form, or if a run that began later was faster: its data are newer. Nothing
    is locked while it computes. A run that dies leaves what was there before it, or a stored fit
    whose estimates the next run writes. Call it outside a transaction.
    """
    read = read_forms(now=now)
    if read.until_at is None:
        return None
    parameters, learned_at = _parameters(read.ratings, newest_model(), now=now)
    fitted = fit(read.ratings, day=day_of(now), parameters=parameters, weights=read.weights)
    row = _store_model(fitted, read, learned_at=learned_at, now=now)
    if row is None:
        return None
    known = Known(row, fitted.model)
    for begin in range(0, len(fitted.people), PEOPLE_AT_ONCE):
        people = range(begin, min(begin + PEOPLE_AT_ONCE, len(fitted.people)))
        if not _store_estimates(fitted, people, known, read, now=now):
            return None
    _leave_none_behind(row, now=now)
    return row


def _parameters(
    ratings: Ratings, known: Known | None, *, now: datetime
) -> tuple[Parameters | None, datetime | None]:
    """The variances to use, None to learn them now; and when they were learned."""
    if not is_enough_to_learn(ratings):
        return shipped_for(len(ratings.kinds)), None
    if known is not None and known.row is not None and known.row.learned_at is not None:
        is_fresh = now - known.row.learned_at < LEARN_EVERY
        if is_fresh and known.model.kinds == ratings.kinds:
            return known.model.parameters, known.row.learned_at
    return None, now


@transaction.atomic
def _store_model(
    fitted: Fitted, read: FormsRead, *, learned_at: datetime | None, now: datetime
) -> ReadinessModel | None:
    assert read.until_at is not None
    if ReadinessModel.objects.filter(fitted_at__gt=now).exists():
        return None
    row = ReadinessModel.objects.create(
        version=fitted.model.version,
        fitted_at=now,
        forms_until_at=read.until_at,
        learned_at=learned_at,
        forms=read.ratings.forms,
        ratings=len(read.ratings.rating),
        people=len(read.ratings.people),
        interviewers=len(read.ratings.interviewers),
        parameters=_readable(fitted.model.parameters),
        blob=model_to_bytes(fitted.model),
    )
    # By their numbers: all but the newest would also be what another run stores at this moment.
    old = ReadinessModel.objects.newest_first().values_list("pk", flat=True)[KEPT_MODELS:]
    ReadinessModel.objects.filter(pk__in=list(old)).defer("blob").delete()
    return row


def _readable(parameters: Parameters) -> dict[str, Any]:
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in asdict(parameters).items()
    }


@transaction.atomic
def _store_estimates(
    fitted: Fitted, people: range, known: Known, read: FormsRead, *, now: datetime
) -> bool:
    """Write the estimates of some people; False if a newer fit has been stored.

    Left out: who has gone, and whose forms are not those that were read.
    """
    users = {read.users[fitted.people[place]]: place for place in people}
    locked = User.objects.filter(pk__in=users, is_active=True).order_by("pk")
    active = list(locked.select_for_update(no_key=True).values_list("pk", flat=True))
    if ReadinessModel.objects.newest_first().values_list("pk", flat=True).first() != known.row_pk:
        return False
    versions = forms_versions(active, now=now)
    same = [pk for pk in active if versions.get(pk) == read.versions[pk]]
    Estimate.objects.filter(user__in=same).delete()
    Estimate.objects.bulk_create(
        estimate
        for pk in same
        for estimate in _estimates(
            fitted, users[pk], known, user_id=pk, forms_version=versions[pk], as_of=now
        )
    )
    return True


def _estimates(
    found: Fitted | Update, place: int, known: Known, **fields: Any
) -> Iterator[Estimate]:
    """The rows of one person, who stands at `place` of what was found; `fields` are the same."""
    chances, counts = found.chances, found.counts
    for k, kind in enumerate(known.model.kinds):
        raw_mean = float(counts.raw_mean[place, k])
        yield Estimate(
            kind=kind,
            **{name: float(values[place, k]) for name, values in vars(chances).items()},
            raw_mean=None if np.isnan(raw_mean) else raw_mean,
            sessions=int(counts.sessions[place, k]),
            interviewers=int(counts.interviewers[place, k]),
            is_enough=bool(counts.is_enough[place, k]),
            model=known.row,
            model_version=known.model.version,
            **fields,
        )


@transaction.atomic
def _leave_none_behind(row: ReadinessModel, *, now: datetime) -> None:
    """Whoever still has estimates by another fit, because their forms changed, gets an update."""
    old = Estimate.objects.exclude(model=row)
    old.filter(user__is_active=False).delete()
    users = old.order_by("user_id").values_list("user_id", flat=True).distinct()
    enqueue_all([_update(pk, cause=f"after-{row.pk}", now=now) for pk in users], now=now)


@transaction.atomic
def forget_readiness(user: User, *, now: datetime) -> None:
    """The person's estimates go. In stored fits their severity loses its name, which was made of
    the public id that the erasure takes away."""
    lock_people([user])  # a nightly run that is about to write them waits, and finds nobody
    Estimate.objects.filter(user=user).delete()
