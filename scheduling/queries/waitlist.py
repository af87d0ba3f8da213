"""Who waits, in which order, and whom a freed time would suit."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import User
from interviews.models import Participation, Session
from scheduling.domain.intervals import contains
from scheduling.domain.pair_value import Way
from scheduling.domain.waiting import MIRRORED, suits_hours
from scheduling.models import FreedSlot, Proposal, WaitlistEntry, WaitlistOffer
from scheduling.queries.free_time import time_to_ask_of
from scheduling.queries.partner_pool import Fit, Member, fit_with, load_pool

PRIORITY_FOR = timedelta(days=60)  # for whoever waited for somebody who did not come
LONGEST_SESSION = timedelta(hours=3)
MOST_CANDIDATES = 50  # of one look: how many may have to be tried until enough can be asked


@dataclass(frozen=True)
class Candidate:
    """Somebody of the waitlist whom the time would suit; `fit` as the left-alone person sees it."""

    user: User
    fit: Fit


def in_order(*, now: datetime) -> "QuerySet[WaitlistEntry]":
    """Everybody who waits: first those whose partner did not come lately, then by time of joining.

    Only final marks count, for 60 days.
    """
    left_alone = Participation.objects.settled().filter(
        user=OuterRef("user"),
        attendance__in=("present", "late"),
        session__no_show=Session.NoShow.ONE,
        session__starts_at__gt=now - PRIORITY_FOR,
    )
    entries = WaitlistEntry.objects.filter(
        user__is_active=True, user__profile__onboarded_at__isnull=False
    )
    return entries.annotate(was_left_alone=Exists(left_alone)).order_by(
        "-was_left_alone", "joined_at", "pk"
    )


def entry_of(user: User) -> WaitlistEntry | None:
    return WaitlistEntry.objects.filter(user=user).first()


def place_of_entry(entry: WaitlistEntry, *, now: datetime) -> tuple[int, int]:
    """(place, how many wait), counted from 1."""
    ids = list(in_order(now=now).values_list("pk", flat=True))
    return (ids.index(entry.pk) + 1 if entry.pk in ids else len(ids) + 1, len(ids))


def candidates_for(slot: FreedSlot, *, now: datetime) -> list[Candidate]:
    """Whom to ask for the freed time, in the order of the list, at most MOST_CANDIDATES.

    They fit (levels, kinds, language), have not met the person, were not asked for this time
    before, want such a session then, and are free.
    """
    asked = slot.offers.values_list("user_id", flat=True)
    entries = list(
        in_order(now=now)
        .exclude(user__in=[slot.person_id, slot.without_id or slot.person_id, *asked])
        .select_related("user__profile", "user__preparation")
    )
    entries = [entry for entry in entries if _suits(entry, slot)]
    fits = _fits(slot, entries, now=now)
    fitting = [entry.user for entry in entries if entry.user_id in fits]
    times = {"start": slot.starts_at, "end": slot.starts_at + LONGEST_SESSION}
    free = time_to_ask_of(fitting, now=now, **times)
    found = [
        Candidate(entry.user, fits[entry.user_id])
        for entry in entries
        if entry.user_id in fits
        and contains(
            free[entry.user_id],
            start=slot.starts_at,
            end=slot.starts_at + timedelta(minutes=fits[entry.user_id].minutes),
        )
    ]
    return found[:MOST_CANDIDATES]


def _suits(entry: WaitlistEntry, slot: FreedSlot) -> bool:
    """Whether the time is one that they wait for."""
    zone = entry.user.profile.timezone
    day = slot.starts_at.astimezone(ZoneInfo(zone)).date()
    if (entry.from_date and day < entry.from_date) or (entry.until_date and day > entry.until_date):
        return False
    end = slot.starts_at + timedelta(hours=1)
    return suits_hours(slot.starts_at, end, zone=zone, begin=entry.starts, end=entry.ends)


def _fits(slot: FreedSlot, entries: list[WaitlistEntry], *, now: datetime) -> dict[int, Fit]:
    """How each would meet the person: in the first of the slot's ways that both want."""
    by_user = {entry.user_id: entry for entry in entries}
    pool = load_pool(slot.person, now=now, among=by_user)
    found: dict[int, Fit] = {}
    for way in (Way(value) for value in slot.ways):
        theirs = MIRRORED[way]
        others = [
            wishing(member, by_user[member.pk].kinds, way=theirs)
            for member in pool.others
            if theirs in by_user[member.pk].ways and member.pk not in pool.met
        ]
        kinds = (slot.kind, "") if slot.kind and way != Way.INTERVIEW else ("",)
        for kind in kinds:  # what they were to practise, if that can be had
            for member in others:
                if fit := fit_with(pool.me, member, way=way, kind=kind):
                    found.setdefault(member.pk, fit)
    return found


def wishing(member: Member, kinds: Collection[str], *, way: Way) -> Member:
    """The member with only the kinds they wait for: to practise, or (only giving) to give."""
    if not kinds:
        return member
    if way == Way.INTERVIEW:
        gives = tuple(kind for kind in member.gives if kind in kinds)
        return replace(member, gives=gives, person=replace(member.person, gives=frozenset(gives)))
    wants = tuple(kind for kind in member.wants if kind in kinds)
    return replace(member, wants=wants, person=replace(member.person, wants=frozenset(wants)))


def open_offers_to(user: User, *, now: datetime) -> "QuerySet[Proposal]":
    """What the person is offered from the waitlist, the one that runs out first on top."""
    offers = Proposal.objects.waiting_for(user).filter(
        origin=Proposal.Origin.WAITLIST, partner=user, expires_at__gt=now
    )
    return offers.select_related("proposer__profile").order_by("expires_at", "pk")


def find_slot(public_id: UUID) -> FreedSlot | None:
    return FreedSlot.objects.filter(public_id=public_id).select_related("session").first()


def slot_of_session(session: Session, *, person: User) -> FreedSlot | None:
    """The latest search for a replacement that follows from the session, for that person."""
    slots = FreedSlot.objects.filter(session=session, person=person).order_by("-pk")
    return slots.annotate(asked=Count("offers")).first()


def open_slots_of(user: User, *, now: datetime) -> "QuerySet[FreedSlot]":
    """Times at which the person was left alone and somebody is looked for."""
    slots = FreedSlot.objects.filter(person=user, closed_at=None, starts_at__gt=now)
    return slots.annotate(asked=Count("offers")).order_by("starts_at", "pk")


def own_waitlist(user: User) -> dict[str, Any]:
    """What the person waits for, was offered and was left alone at."""
    entry = WaitlistEntry.objects.filter(user=user)
    slots = FreedSlot.objects.filter(person=user)
    offers = WaitlistOffer.objects.filter(user=user)
    return {
        "waits_for": list(
            entry.values("ways", "kinds", "from_date", "until_date", "starts", "ends")
        ),
        "joined_at": list(entry.values_list("joined_at", flat=True)),
        "offered": list(offers.values_list("proposal__starts_at", flat=True)),
        "freed_times": list(slots.values("starts_at", "is_wanted", "outcome", "created_at")),
    }
