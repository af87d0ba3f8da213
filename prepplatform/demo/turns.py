"""What does not go to plan: a place on the waitlist, an offer from it, a disputed no-show."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from interviews.actions.attendance import close_session
from interviews.actions.sessions import LegPlan, open_session
from interviews.domain.session_times import GRACE
from interviews.models import Kind, Mode
from interviews.queries.packets import NoPacketLeft
from prepplatform.demo.people import Person
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.disputes import dispute
from scheduling.actions.proposals import CannotPropose, propose_session
from scheduling.actions.waitlist import fill_slot, join_waitlist
from scheduling.domain.pair_value import Way
from scheduling.models import FreedSlot
from scheduling.queries.free_time import free_time
from scheduling.queries.partner_pool import last_meetings


def make_disputed_no_show(candidate: User, partner: User, *, now: datetime) -> None:
    """Yesterday the candidate waited; the partner says that their connection had failed."""
    starts_at = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=22)
    for kind in Kind.values:
        with suppress(NoPacketLeft):
            session = open_session(
                mode=Mode.ONE_WAY,
                starts_at=starts_at,
                legs=[LegPlan(interviewer=partner, candidate=candidate, kind=kind)],
                by=candidate,
                now=starts_at - timedelta(days=3),
            )
            break
    else:
        return
    session.participations.filter(user=candidate).update(first_joined_at=starts_at)
    marks = {candidate.pk: "present", partner.pk: "absent"}
    close_session(session, marks=marks, by=None, now=session.ends_at + GRACE)
    dispute(
        session.participations.select_related("session").get(user=partner),
        claimed="technical",
        text="My provider was down for two hours, and the room did not load on my phone.",
        by=partner,
        now=session.ends_at + timedelta(hours=3),
    )


def make_waitlist(
    candidate: User, everybody: list[Person], *, waiting: list[User], now: datetime
) -> None:
    """`waiting` join, the candidate first; then somebody cancels a session that they can take."""
    for n, user in enumerate([candidate, *waiting]):
        join_waitlist(
            user,
            ways=[Way.SWAP.value, Way.PRACTISE.value],
            kinds=[],
            **dict.fromkeys(("from_date", "until_date", "starts", "ends")),
            now=now - timedelta(days=4 - n),
        )
    met = last_meetings(candidate)
    others = [person.user for person in everybody if person.user != candidate]
    for alone in (user for user in others if user.pk not in met):
        for starts_at in common_starts(alone, candidate, now=now)[:3]:
            for partner in others:
                if _gets_an_offer(candidate, alone, partner, starts_at=starts_at, now=now):
                    return


@transaction.atomic
def _gets_an_offer(
    candidate: User, alone: User, partner: User, *, starts_at: datetime, now: datetime
) -> bool:
    """`alone` books with `partner`, who cancels; whether the candidate is asked. Else nothing."""
    kinds = [kind for kind in Kind.values if kind in alone.preparation.candidate_kinds]
    try:
        with transaction.atomic():
            proposal = propose_session(
                partner,
                by=alone,
                mode=Mode.SWAP,
                starts_at=starts_at,
                proposer_kind=kinds[0],
                partner_kind=partner.preparation.candidate_kinds[0],
                message="",
                now=now - timedelta(hours=5),
            )
            session = accept_proposal(proposal, by=partner, now=now - timedelta(hours=4))
            assert session is not None
    except (CannotPropose, CannotAccept, IndexError):
        return False
    cancel_booking(session, by=partner, reason="I have to travel for work.", now=now)
    slot = FreedSlot.objects.get(session=session)
    fill_slot(slot.pk, now=now)
    was_asked = slot.offers.filter(user=candidate).exists()
    if not was_asked:
        transaction.set_rollback(True)
    return was_asked


def common_starts(first: User, second: User, *, now: datetime) -> list[datetime]:
    hour = now.replace(minute=0, second=0, microsecond=0)
    window = {"start": hour + timedelta(hours=26), "end": hour + timedelta(days=12)}
    theirs = free_time(second, **window)
    starts = []
    for start, end in free_time(first, **window):
        at = start
        while at + timedelta(minutes=60) <= end:
            if any(s <= at and at + timedelta(minutes=60) <= e for s, e in theirs):
                starts.append(at)
            at += timedelta(minutes=60)
    return starts
