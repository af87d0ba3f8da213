"""Look for unfair raters each night, and keep what was found for a person to look at."""

from collections import defaultdict
from datetime import datetime

import numpy as np
from django.db import transaction

from accounts.models import User
from feedback.domain.flag_life import is_worth_a_look
from feedback.domain.readiness_model.fit import fingerprint
from feedback.domain.readiness_model.parameters import VERSION, Parameters
from feedback.domain.readiness_model.ratings import Ratings
from feedback.domain.unfair_raters.flags import Flag, flags_of
from feedback.domain.unfair_raters.parties import FormKey, keys_of
from feedback.models import RaterFlag
from feedback.models.flags import RaterFlagQuerySet
from feedback.queries.form_times import times_of
from feedback.queries.readiness_forms import FormsRead, read_forms
from feedback.queries.readiness_models import newest_model, shipped_for


def find_unfair_raters(*, now: datetime) -> int:
    """Store what the detectors find in all forms; return how many flags are open afterwards.

    A flag that is open follows what is found, and goes when it is not found any more. What
    somebody has decided stays as it is (`feedback.domain.flag_life`). Nothing is locked while it
    computes; each flag is stored by itself, so that a run that dies can simply be repeated. Call
    it outside a transaction.
    """
    read = read_forms(now=now)
    if read.until_at is not None:
        found = flags_of(read.ratings, times=times_of(read), parameters=_parameters(read.ratings))
        data_version = f"{VERSION} {fingerprint(read.ratings)}"
        reviews = _reviews_by_key(read, found)
        for flag in found:
            people = sorted(read.users[name] for name in flag.people)
            named = {pk for key in flag.forms for pk in reviews[key]}
            _store(flag, people, named, data_version=data_version, now=now)
    RaterFlag.objects.open().filter(found_at__lt=now).delete()
    return RaterFlag.objects.open().count()


def _parameters(ratings: Ratings) -> Parameters:
    known = newest_model()
    if known is not None and known.model.kinds == ratings.kinds:
        return known.model.parameters
    return shipped_for(len(ratings.kinds))


def _reviews_by_key(read: FormsRead, found: tuple[Flag, ...]) -> dict[FormKey, list[int]]:
    """Primary keys; two rounds of one session with the same people have one key."""
    raters = {key.interviewer for flag in found for key in flag.forms}
    is_theirs = np.array([name in raters for name in read.ratings.interviewers], bool)
    rows = np.flatnonzero(is_theirs[read.ratings.interviewer])
    reviews = defaultdict[FormKey, list[int]](list)
    for pk, key in zip(read.reviews[rows].tolist(), keys_of(read.ratings, rows), strict=True):
        reviews[key].append(pk)
    return reviews


@transaction.atomic
def _store(
    found: Flag, people: list[int], reviews: set[int], *, data_version: str, now: datetime
) -> None:
    """Keep it as the one open flag of its sort about these people, if they are still here."""
    # Against an erasure, and against another run: whoever comes second sees what is there.
    members = User.objects.filter(pk__in=people, is_active=True).order_by("pk")
    if len(members.select_for_update(no_key=True)) < len(people):
        return
    first, second = people[0], people[1] if len(people) > 1 else None
    same = RaterFlag.objects.filter(sort=found.kind, first=first, second=second)
    decided = same.exclude(state=RaterFlag.State.OPEN)
    confirmed = same.confirmed()
    let_be = decided.exclude(state=RaterFlag.State.CONFIRMED)
    if not is_worth_a_look(reviews, confirmed=_named(confirmed), let_be=_named(let_be)):
        return
    # Locked against somebody who is deciding on it at this moment.
    flag = same.open().select_for_update().first()
    if flag is None:
        flag = RaterFlag(sort=found.kind, first_id=first, second_id=second, found_at=now)
    elif flag.found_at > now:
        return  # by a run that began later
    flag.found_at, flag.data_version = now, data_version
    flag.reason, flag.chance = found.reason, float(found.numbers["chance"])
    flag.numbers = {name: float(value) for name, value in found.numbers.items()}
    flag.save()
    flag.forms.set(reviews)


def _named(flags: RaterFlagQuerySet) -> set[int]:
    return set(flags.filter(forms__isnull=False).values_list("forms", flat=True))
