"""Take somebody who erases their account out of every calendar."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.actions.locks import lock_people
from accounts.models import User
from interviews.domain.booking_life import Event
from interviews.models import Participation, Session
from interviews.queries.sessions import coming_sessions, people_of
from scheduling.actions.announcements import announce_expiry
from scheduling.actions.bookings import CannotCancel, cancel_booking
from scheduling.actions.match_preferences import back_to_the_pool
from scheduling.actions.proposal_life import CannotAnswer, take_proposal_step
from scheduling.models import (
    AvailabilityException,
    BookingLimits,
    BusyOverlap,
    CalendarAccount,
    CalendarFeed,
    CalendarReply,
    CalendarSource,
    Decline,
    FixedPair,
    FreedSlot,
    MatchOutcome,
    MatchPair,
    MatchPreference,
    Proposal,
    StandbyEntry,
    WaitlistEntry,
    WaitlistOffer,
    WeeklyWindow,
    WrittenEvent,
)

HAS_LEFT = "Your partner has left the site."


@transaction.atomic
def forget_bookings(user: User, *, now: datetime) -> None:
    """Cancel what is to come (partners are told), end open proposals, delete the rest.

    Past sessions stay for the partners, without a word that this person wrote.
    """
    booked = coming_sessions(user, now=now).filter(state=Session.State.CONFIRMED, starts_at__gt=now)
    # Everybody at once, so that the waiting is in the order in which bookings wait too.
    lock_people([user, *(person for session in booked for person in people_of(session))])
    for session in booked.all():  # as they are now, under the lock
        with suppress(CannotCancel):  # it has begun a moment ago
            cancel_booking(session, by=user, reason=HAS_LEFT, now=now)
    for proposal in Proposal.objects.open().of(user):
        _end(proposal, user, now=now)
    Proposal.objects.filter(proposer=user).update(message="")
    own_words = Q(partner=user, origin=Proposal.Origin.PERSON) | Q(declines__user=user)
    declined = Proposal.objects.filter(own_words, state=Proposal.State.DECLINED)
    Proposal.objects.filter(pk__in=declined.values("pk")).update(answer_reason="")
    # Also what others said of this person: nobody else can come of it any more.
    Decline.objects.filter(Q(user=user) | Q(other=user)).delete()
    Session.objects.filter(cancelled_by=user).exclude(cancel_reason=HAS_LEFT).update(
        cancel_reason=""
    )
    # A link to an outside call may carry its owner's name; whose it is was never written down.
    Session.objects.filter(participations__user=user).update(meeting_url="")
    Participation.objects.filter(user=user).update(reconfirmed_at=None)
    FixedPair.objects.filter(Q(first=user) | Q(second=user)).delete()
    MatchPair.objects.filter(Q(first=user) | Q(second=user)).delete()
    FreedSlot.objects.filter(person=user).delete()
    own = (
        *(AvailabilityException, BookingLimits, CalendarAccount, CalendarFeed, CalendarReply),
        *(BusyOverlap, CalendarSource, MatchOutcome, WrittenEvent),
        *(MatchPreference, WeeklyWindow, StandbyEntry, WaitlistEntry, WaitlistOffer),
    )
    for table in own:
        table.objects.filter(user=user).delete()


def _end(proposal: Proposal, user: User, *, now: datetime) -> None:
    is_own = not proposal.is_by_site and proposal.proposer_id == user.pk
    with suppress(CannotAnswer):  # it was answered a moment ago, or ran out
        if is_own and now < proposal.expires_at:
            take_proposal_step(proposal, Event.WITHDRAW, by=user, now=now)
        else:
            reason = "" if is_own else HAS_LEFT
            take_proposal_step(proposal, Event.SUPERSEDE, by=None, reason=reason, now=now)
            if not is_own:
                back_to_the_pool(proposal, but_not=user)
                announce_expiry(proposal, now=now)
