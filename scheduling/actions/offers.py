"""What the site proposes to two people: both are asked, and both must say yes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.actions.locks import lock_people
from accounts.models import User
from feedback.queries.owed import is_blocked_by_owed_feedback
from interviews.actions.sessions import timetable_of
from scheduling.actions.announcements import announce_proposal
from scheduling.actions.proposal_life import record_proposed
from scheduling.actions.proposals import CannotPropose, check_plans, leg_plans
from scheduling.domain.intervals import contains
from scheduling.domain.rules import MIN_NOTICE, time_problem
from scheduling.models import Proposal
from scheduling.queries.bookable import why_not_bookable
from scheduling.queries.busy import busy_then
from scheduling.queries.claims import is_claimed
from scheduling.queries.declines import respect_of
from scheduling.queries.free_time import calendars_of
from scheduling.queries.proposals import open_between


class CannotOffer(Exception):
    """The two cannot be brought together then; the message says why, to neither of them."""


@dataclass(frozen=True)
class Meeting:
    """What the site would have two people do. `first` is candidate first in a swap.

    `first_kind` and `second_kind` (Kind values) are what each practises; one is "" in a one-way
    session. `first_why` and `second_why` say in words for each why it is the other.
    """

    first: User
    second: User
    mode: str
    starts_at: datetime
    first_kind: str
    second_kind: str
    first_why: Sequence[str] = ()
    second_why: Sequence[str] = ()


@transaction.atomic
def offer_session(
    meeting: Meeting,
    *,
    origin: str,
    expires_at: datetime,
    now: datetime,
    notice: timedelta = MIN_NOTICE,
    accepted_by: Collection[User] = (),
    free_anyway: bool = False,
) -> Proposal:
    """Ask both for `meeting` until `expires_at` (UTC). It holds nobody's time.

    `origin` is a Proposal.Origin other than PERSON. `accepted_by`: who of the two has said yes
    beforehand; not both. `notice` is the least time from now to the start. `free_anyway`: both
    have just said that they are, whatever their hours, notice and earlier answers say. Raises
    CannotOffer if either is not free, has as many sessions as they want, cannot be booked, or has
    said no to such a session.
    """
    people = [meeting.first, meeting.second]
    lock_people(people)
    plans = leg_plans(*people, proposer_kind=meeting.first_kind, partner_kind=meeting.second_kind)
    if problem := time_problem(meeting.starts_at, now=now, notice=notice):
        raise CannotOffer(problem)
    try:
        check_plans(plans, mode=meeting.mode)
    except CannotPropose as error:
        raise CannotOffer(str(error)) from error
    minutes = timetable_of(meeting.mode, legs=plans).booked_minutes
    ends_at = meeting.starts_at + timedelta(minutes=minutes)
    said_yes = {person.pk for person in accepted_by}
    _check_people(
        people,
        start=meeting.starts_at,
        end=ends_at,
        said_yes=said_yes,
        now=now,
        free_anyway=free_anyway,
    )
    proposal = draft_offer(meeting, origin=origin, ends_at=ends_at, expires_at=expires_at, now=now)
    for person in accepted_by:
        setattr(proposal, proposal.acceptance_field(person), now)
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as error:  # the same offer, made twice at once
        raise CannotOffer("The two have been asked for that time already.") from error
    announce_proposal(proposal, now=now)
    record_proposed(proposal, by=None, now=now)
    return proposal


def draft_offer(
    meeting: Meeting, *, origin: str, ends_at: datetime, expires_at: datetime, now: datetime
) -> Proposal:
    """The proposal, unsaved. The caller has checked that the two can hold it."""
    return Proposal(
        origin=origin,
        proposer=meeting.first,
        partner=meeting.second,
        mode=meeting.mode,
        proposer_kind=meeting.first_kind,
        partner_kind=meeting.second_kind,
        proposer_why=list(meeting.first_why),
        partner_why=list(meeting.second_why),
        starts_at=meeting.starts_at,
        ends_at=ends_at,
        created_at=now,
        expires_at=min(expires_at, meeting.starts_at),
    )


def _check_people(
    people: list[User],
    *,
    start: datetime,
    end: datetime,
    said_yes: Collection[int],
    now: datetime,
    free_anyway: bool = False,
) -> None:
    """CannotOffer if they cannot meet then. Whose yes there is (ids) may be outside their hours."""
    first, second = people
    no = respect_of([first.pk, second.pk], now=now)
    if no.keeps_apart(first.pk, second.pk):
        raise CannotOffer("One of the two has said no to the other.")
    calendars = calendars_of([first.pk, second.pk], start=start, end=end)
    busy = busy_then(people, start=start, end=end)
    for person in people:
        name = person.profile.pseudonym
        if is_blocked_by_owed_feedback(person, now=now):
            raise CannotOffer(f"{name} owes feedback.")
        if reason := why_not_bookable(person, reader=first, at=start):
            raise CannotOffer(reason)
        if person.pk in no.resting and not free_anyway:
            raise CannotOffer(f"{name} has asked for a quiet week.")
        if person.pk in said_yes or free_anyway:
            is_free = person.pk not in busy and not is_claimed(person, start=start, end=end)
        else:
            free = calendars[person.pk].time_to_ask(start=start, end=end, now=now)
            is_free = contains(free, start=start, end=end)
        if not is_free or calendars[person.pk].why_full(start=start, end=end):
            raise CannotOffer(f"{name} is not free for the whole of that time.")
        unsuitable = [] if free_anyway else no.unsuitable.get(person.pk, [])
        if any(a < end and start < b for a, b in unsuitable):
            raise CannotOffer(f"{name} has said no to that time.")
    if open_between(first, second, start=start, end=end, now=now).exists():
        raise CannotOffer("There is an open proposal between the two for that time.")
