"""Decide on a flag of unfair raters, take that back, and forget one with its people."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from feedback.actions.readiness import request_updates
from feedback.models import RaterFlag
from feedback.queries.flags import flags_for, forms_seen


class CannotDecide(Exception):
    """Nothing was changed; the message says why to people."""


@transaction.atomic
def decide_flag(
    flag: RaterFlag, *, is_confirmed: bool, note: str, seen: str, by: User, now: datetime
) -> None:
    """Confirmed: the forms that it names count a quarter. Dismissed: nothing happens.

    `seen` is `forms_seen` of what `by` has read: on anything else nothing is decided. The same
    decision twice changes nothing. Raises CannotDecide.
    """
    stored = _locked(flag, by=by)
    state = RaterFlag.State.CONFIRMED if is_confirmed else RaterFlag.State.DISMISSED
    if stored.is_standing:
        if (stored.state, stored.decided_by_id) == (state, by.pk):
            return  # a second click
        raise CannotDecide("Somebody decided on this a moment ago. What they decided stands.")
    if not note.strip():
        raise CannotDecide("Say in a few words why, for whoever looks at it later.")
    if forms_seen(stored) != seen:
        raise CannotDecide(
            "The forms have changed since you opened this page. They are below as they are now: "
            "please read them once more."
        )
    RaterFlag.objects.filter(pk=stored.pk).update(
        state=state,
        decided_by=by,
        decided_at=now,
        note=note.strip(),
        taken_back_by=None,
        taken_back_at=None,
    )
    if is_confirmed:
        _have_estimates_follow(stored, cause="confirmed", now=now)
    record_audit(stored, verb=f"feedback.flag_{state}", by=by, now=now)


@transaction.atomic
def take_back_flag(flag: RaterFlag, *, by: User, now: datetime) -> None:
    """The decision holds no more, and anybody who may can decide anew. A second click changes
    nothing. Raises CannotDecide."""
    stored = _locked(flag, by=by)
    if not stored.is_standing:
        return
    RaterFlag.objects.filter(pk=stored.pk).update(
        state=RaterFlag.State.TAKEN_BACK, taken_back_by=by, taken_back_at=now
    )
    if stored.state == RaterFlag.State.CONFIRMED:
        _have_estimates_follow(stored, cause="taken-back", now=now)
    record_audit(stored, verb="feedback.flag_taken_back", by=by, now=now)


def _locked(flag: RaterFlag, *, by: User) -> RaterFlag:
    """As it is stored, for one person at a time, and for none of the nightly runs."""
    lock_people([by])  # who erases their account at this moment leaves no word behind
    if not User.objects.filter(pk=by.pk, is_active=True).exists():
        raise CannotDecide("This account was closed a moment ago.")
    stored = RaterFlag.objects.select_for_update().filter(pk=flag.pk).first()
    if stored is None:
        raise CannotDecide("This flag is gone: the forms do not show it any more.")
    if not flags_for(by).filter(pk=stored.pk, is_decidable=True).exists():
        raise CannotDecide("Staff decide on this, or a coach of everybody whom it touches.")
    return stored


def _have_estimates_follow(flag: RaterFlag, *, cause: str, now: datetime) -> None:
    one_each = {review.subject_id: review for review in flag.forms.all()}
    request_updates(one_each.values(), cause=f"flag-{flag.pk}-{cause}", now=now)


@transaction.atomic
def forget_flags(user: User, *, now: datetime) -> None:
    """Flags about the person go, but for confirmed ones: their candidates' readiness rests on
    them. These keep no word on anybody. What the person wrote when they decided goes, too."""
    lock_people([user])  # a nightly run that is about to store one waits, and finds nobody
    about = RaterFlag.objects.about(user)
    list(about.order_by("pk").select_for_update())  # what is being decided now is decided first
    about.exclude(state=RaterFlag.State.CONFIRMED).delete()
    about.update(reason="", numbers={}, note="")
    RaterFlag.objects.filter(decided_by=user).update(note="", decided_by=None)
    RaterFlag.objects.filter(taken_back_by=user).update(taken_back_by=None)
