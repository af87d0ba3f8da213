"""Sit down on the standby bench, get up, and ask somebody who sits there."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from feedback.queries.owed import is_blocked_by_owed_feedback
from interviews.models import Mode
from scheduling.actions.offers import CannotOffer, Meeting, offer_session
from scheduling.domain.intervals import subtract
from scheduling.domain.pair_value import Way
from scheduling.domain.standby import (
    LEAST_NOTICE,
    LONGEST,
    SHORTEST,
    answer_due_at,
    has_time,
    start_at,
)
from scheduling.domain.waiting import MIRRORED
from scheduling.models import Proposal, StandbyEntry
from scheduling.queries.bookable import why_not_bookable
from scheduling.queries.free_time import calendars_of
from scheduling.queries.limits import room_words
from scheduling.queries.partner_pool import load_pool
from scheduling.queries.standby import fits_on_bench, open_asks, reasons_between

OWES_FEEDBACK = "You owe feedback on a session of more than a day ago. Submit it first."
CHANGE_LIMITS = "You can change your limits on the page of your hours."
NOT_NOW = "{} cannot be asked any more: booked, gone or no longer free. Choose somebody else."


class CannotSit(Exception):
    """Nothing was changed; the message says why."""


class CannotAsk(Exception):
    """Nobody was asked; the message says why and what to do."""


@transaction.atomic
def sit_down(
    user: User, *, ways: list[str], kinds: list[str], until_at: datetime, now: datetime
) -> StandbyEntry:
    """Be on the bench until `until_at` (30 minutes to 2 hours from now), or change how one is.

    Raises CannotSit.
    """
    if not SHORTEST <= until_at - now <= LONGEST:
        raise CannotSit("Choose an end between half an hour and two hours from now.")
    if is_blocked_by_owed_feedback(user, now=now):
        raise CannotSit(OWES_FEEDBACK)
    if reason := why_not_bookable(user, reader=user, at=now):
        raise CannotSit(reason)
    _check_room(user, start=start_at(now), end=until_at)
    entry, _ = StandbyEntry.objects.update_or_create(
        user=user,
        defaults={
            **{"ways": ways, "kinds": kinds, "since_at": now, "until_at": until_at},
            "public_id": uuid.uuid4(),  # an old page asks for the old terms, and is told so
        },
    )
    record_audit(entry, verb="scheduling.sit_down", by=user, now=now)
    return entry


def _check_room(user: User, *, start: datetime, end: datetime) -> None:
    """CannotSit if the person's own limits leave nothing of [start, end)."""
    calendars = calendars_of([user.pk], start=start, end=end)
    if subtract([(start, end)], calendars[user.pk].not_free):
        return
    times = {"start": start, "end": end}
    if reason := room_words([user], calendars, reader=user, so=CHANGE_LIMITS, **times):
        raise CannotSit(reason)


@transaction.atomic
def get_up(user: User, *, now: datetime) -> None:
    """Leave the bench; an ask that waits for an answer stays to be answered."""
    for entry in StandbyEntry.objects.filter(user=user):
        record_audit(entry, verb="scheduling.get_up", by=user, now=now)
        entry.delete()


@transaction.atomic
def ask_sitter(entry: StandbyEntry, *, by: User, way: Way, now: datetime) -> Proposal:
    """Ask whoever sits there for a session at the next quarter; `by` has said yes by asking.

    One ask at a time for either of the two: the lock on both makes that hold for asks that are
    made at once. `way` is from the side of `by`. Raises CannotAsk.
    """
    they = entry.user
    if they.pk == by.pk:
        raise CannotAsk("This is you. Wait until somebody asks, or ask somebody else.")
    lock_people([by, they])
    current = StandbyEntry.objects.filter(pk=entry.pk, public_id=entry.public_id).first()
    name = they.profile.pseudonym
    if current is None or current.until_at <= now:
        raise CannotAsk(f"{name} is no longer on the bench. Choose somebody else.")
    _check_one_at_a_time(by, they, now=now)
    pool = load_pool(by, among=[they.pk], now=now, with_resting=True)
    fits = fits_on_bench(pool, pool.others[0], entry=current) if pool.others else {}
    if way not in fits:
        raise CannotAsk(f"You and {name} do not fit for such a session. Choose somebody else.")
    fit = fits[way]
    if not has_time(until_at=current.until_at, minutes=fit.minutes, now=now):
        raise CannotAsk(f"{name} has to go before such a session would end.")
    if is_blocked_by_owed_feedback(by, now=now):
        raise CannotAsk(OWES_FEEDBACK)
    try:
        return offer_session(
            Meeting(
                first=by,
                second=they,
                mode=Mode.SWAP if way == Way.SWAP else Mode.ONE_WAY,
                starts_at=start_at(now),
                first_kind=fit.my_kind,
                second_kind=fit.their_kind,
                first_why=reasons_between(pool.me, fit.member, way=way),
                second_why=reasons_between(fit.member, pool.me, way=MIRRORED[way]),
            ),
            origin=Proposal.Origin.STANDBY,
            expires_at=answer_due_at(now),
            now=now,
            notice=LEAST_NOTICE,
            accepted_by=[by],
            free_anyway=True,
        )
    except CannotOffer as error:  # its words are for nobody: they may be about the other
        raise CannotAsk(NOT_NOW.format(name)) from error


def _check_one_at_a_time(by: User, they: User, *, now: datetime) -> None:
    for ask in open_asks([by.pk, they.pk], now=now):
        if by.pk in (ask.proposer_id, ask.partner_id):
            raise CannotAsk(
                "You have an ask that waits for an answer. It takes ten minutes at most."
            )
        raise CannotAsk(
            f"{they.profile.pseudonym} was asked by somebody else a moment ago. Wait a few"
            " minutes, or ask somebody else."
        )


def entries_until(now: datetime, *, minutes: int) -> datetime:
    """The end of `minutes` from now, to the minute."""
    return (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
