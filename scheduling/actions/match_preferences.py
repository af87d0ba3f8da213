"""Whether the site looks for partners for somebody; and who waits how long."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.actions.audit import record_audit
from accounts.models import User
from scheduling.models import Decline, MatchPreference, Proposal


@transaction.atomic
def set_match_preference(
    user: User, *, is_on: bool, sessions: int, per_week: int, now: datetime
) -> MatchPreference:
    """Take part in rounds or not, with at most `sessions` in two weeks and `per_week` in one.

    Turning it on begins the waiting anew; it is off until somebody says so themself.
    """
    preference, _ = MatchPreference.objects.select_for_update().get_or_create(
        user=user, defaults={"waiting_since": now}
    )
    if is_on and not preference.is_on:
        preference.waiting_since, preference.priority = now, 0
    preference.is_on = is_on
    preference.sessions, preference.per_week = sessions, min(per_week, sessions)
    preference.save()
    record_audit(preference, verb="scheduling.set_match_preference", by=user, now=now, is_on=is_on)
    return preference


def note_booking(people: Iterable[User], *, now: datetime) -> None:
    """They wait from now on; what came to nothing before counts no more."""
    MatchPreference.objects.filter(user__in=list(people)).update(waiting_since=now, priority=0)


def back_to_the_pool(proposal: Proposal, *, but_not: User | None = None) -> None:
    """What the site proposed came to nothing: who had said yes comes forward in the next round.

    Not who ended it (`but_not`). All others come back as they were, by the proposal's end alone.
    """
    if proposal.origin != Proposal.Origin.ROUND:
        return  # whoever is left alone waits through many offers, and once; on the bench, too
    willing = [pk for pk, accepted_at in proposal.acceptances if accepted_at is not None]
    waiting = MatchPreference.objects.filter(user__in=willing)
    if but_not is not None:
        waiting = waiting.exclude(user=but_not)
    waiting.update(priority=F("priority") + 1)


@transaction.atomic
def want_again(user: User, *, other: User, now: datetime) -> None:
    """Take back that `user` does not want to meet `other`; what `other` said stays."""
    nos = Decline.objects.filter(user=user, other=other, why=Decline.Reason.PERSON)
    if nos.delete()[0]:
        record_audit(user, verb="scheduling.want_again", by=user, now=now)
