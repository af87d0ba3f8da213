"""The standby bench: who may sit, who may ask whom, and what becomes of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interviews.models import Session
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.match_preferences import set_match_preference
from scheduling.actions.proposals import decline_proposal, expire_proposal
from scheduling.actions.standby import CannotAsk, CannotSit, ask_sitter, get_up, sit_down
from scheduling.domain.declines import Why
from scheduling.domain.pair_value import Way
from scheduling.domain.standby import start_at
from scheduling.models import Decline, Proposal, StandbyEntry
from scheduling.queries.standby import sitters_for
from tests.factories import UserFactory
from tests.scheduling.worlds import book, claimed, deliver, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def now():
    return timezone.now().replace(minute=3, second=20, microsecond=0)


@pytest.fixture(autouse=True)
def _clock(time_machine, now):
    time_machine.move_to(now, tick=False)


def sit(user, *, now, minutes=120, ways=tuple(Way), kinds=()):
    until_at = now + timedelta(minutes=minutes)
    return sit_down(user, ways=list(ways), kinds=list(kinds), until_at=until_at, now=now)


def ask(entry, by, *, now, way=Way.SWAP):
    return ask_sitter(entry, by=by, way=way, now=now)


def names(user, *, now):
    return [sitter.member.pk for sitter in sitters_for(user, now=now)]


def test_an_ask_that_is_accepted_is_an_ordinary_session(now):
    ana, ben = UserFactory(), UserFactory()  # neither has any weekly hours
    proposal = ask(sit(ben, now=now), ana, now=now)
    assert (proposal.origin, proposal.expires_at - now) == ("standby", timedelta(minutes=10))
    assert proposal.starts_at == start_at(now) == now.replace(minute=15, second=0)
    assert proposal.has_accepted(ana)
    assert not proposal.has_accepted(ben)
    session = accept_proposal(proposal, by=ben, now=now)
    assert session.state == Session.State.CONFIRMED
    assert claimed(ana) == claimed(ben)
    assert len(claimed(ana)) == 4
    sent = deliver("invitation")
    assert sorted(mail["To"] for mail in sent) == sorted([ana.email, ben.email])


def test_whoever_is_asked_hears_by_mail(now):
    ana, ben = UserFactory(), UserFactory()
    ask(sit(ben, now=now), ana, now=now)
    assert [mail["To"] for mail in deliver("proposal")] == [ben.email]


def test_the_bench_shows_who_fits_and_has_time(now):
    me = UserFactory()
    fits, german = UserFactory(), UserFactory(languages=["de"])
    expert = UserFactory(level=1)  # too far below to interview me
    short, over = UserFactory(), UserFactory()
    me.preparation.level = 5
    me.preparation.save()
    for user in (me, fits, german):
        sit(user, now=now)
    sit(expert, now=now, ways=[Way.SWAP])
    sit(short, now=now, minutes=60)  # 18:15 to 19:15 does not end before 19:03
    StandbyEntry.objects.create(
        user=over, ways=["swap"], since_at=now - timedelta(hours=2), until_at=now
    )
    fits.preparation.level = 4
    fits.preparation.save()
    assert names(me, now=now) == [fits.pk]


def test_only_the_ways_and_kinds_that_somebody_sits_for_are_shown(now):
    kinds = ["coding", "behavioural"]
    me = UserFactory(candidate_kinds=kinds, interviewer_kinds=kinds)
    them = UserFactory(candidate_kinds=kinds, interviewer_kinds=kinds)
    sit(them, now=now, ways=[Way.PRACTISE], kinds=["behavioural"])
    (sitter,) = sitters_for(me, now=now)
    assert [*sitter.fits] == [Way.INTERVIEW]  # they practise, so I interview
    fit = sitter.fits[Way.INTERVIEW]
    assert (fit.my_kind, fit.their_kind) == ("", "behavioural")
    assert sitter.minutes_left == 120


def test_who_is_booked_for_the_next_hour_is_not_shown(now):
    me, busy, partner = UserFactory(), person(), person()
    sit(busy, now=now)
    start = start_at(now) + timedelta(minutes=30)
    book(busy, partner, starts_at=start, now=now - timedelta(hours=3))
    assert names(me, now=now) == []


def test_who_wants_not_to_meet_is_neither_shown_nor_asked(now):
    me, other = UserFactory(), UserFactory()
    entry = sit(other, now=now)
    Decline.objects.create(
        user=other, other=me, why="person", starts_at=now, ends_at=now, created_at=now
    )
    assert names(me, now=now) == []
    with pytest.raises(CannotAsk):
        ask(entry, me, now=now)


def test_who_sits_down_counts_as_free_whatever_they_said_before(now):
    me, other = UserFactory(), UserFactory()
    Decline.objects.create(
        **{"user": other, "other": UserFactory(), "why": "not_now", "created_at": now},
        **{"starts_at": now, "ends_at": now},
    )
    entry = sit(other, now=now)
    assert names(me, now=now) == [other.pk]
    assert ask(entry, me, now=now).partner == other


def test_one_asks_one_person_at_a_time(now):
    me, first, second = UserFactory(), UserFactory(), UserFactory()
    entries = [sit(user, now=now) for user in (first, second)]
    proposal = ask(entries[0], me, now=now)
    for entry in entries:
        with pytest.raises(CannotAsk, match="You have an ask that waits"):
            ask(entry, me, now=now)
    decline_proposal(proposal, by=first, reason="", now=now, why=None)
    assert ask(entries[1], me, now=now).partner == second


def test_nobody_is_asked_by_two_at_once(now):
    sitter, first, second = UserFactory(), UserFactory(), UserFactory()
    entry = sit(sitter, now=now)
    ask(entry, first, now=now)
    with pytest.raises(CannotAsk, match="was asked by somebody else a moment ago"):
        ask(entry, second, now=now)
    later = now + timedelta(minutes=10)
    assert ask(entry, second, now=later).state == "open"


def test_an_ask_runs_out_after_ten_minutes(now):
    ana, ben = UserFactory(), UserFactory()
    proposal = ask(sit(ben, now=now), ana, now=now)
    later = now + timedelta(minutes=10)
    with pytest.raises(CannotAccept, match="run out"):
        accept_proposal(proposal, by=ben, now=later)
    expire_proposal(proposal.pk, now=later)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.EXPIRED


def test_asked_person_who_is_booked_elsewhere_meanwhile_is_booked_once(now):
    me, ben, cy = UserFactory(), person(), person()
    start = start_at(now)
    earlier = now - timedelta(hours=3)
    elsewhere = Proposal.objects.create(
        **{"proposer": cy, "partner": ben, "mode": "swap"},
        **{"proposer_kind": "coding", "partner_kind": "coding"},
        **{"starts_at": start, "ends_at": start + timedelta(hours=1), "created_at": earlier},
        **{"expires_at": start, "proposer_accepted_at": earlier},
    )
    proposal = ask(sit(ben, now=now), me, now=now)
    accept_proposal(elsewhere, by=ben, now=now)
    with pytest.raises(CannotAccept, match="has ended"):
        accept_proposal(proposal, by=ben, now=now)
    assert claimed(me) == []
    assert len(claimed(ben)) == 4


def test_who_got_up_is_not_asked_and_an_old_page_is_told(now):
    me, ben = UserFactory(), UserFactory()
    old = sit(ben, now=now)
    StandbyEntry.objects.get(user=ben)
    sit(ben, now=now, ways=[Way.INTERVIEW])  # other terms, at another address
    with pytest.raises(CannotAsk, match="no longer on the bench"):
        ask(old, me, now=now)
    get_up(ben, now=now)
    assert not StandbyEntry.objects.exists()
    get_up(ben, now=now)  # twice does nothing


def test_nobody_asks_themself_or_for_what_does_not_fit(now):
    me, ben = UserFactory(), UserFactory()
    own, entry = sit(me, now=now), sit(ben, now=now, ways=[Way.SWAP])
    with pytest.raises(CannotAsk, match="This is you"):
        ask(own, me, now=now)
    with pytest.raises(CannotAsk, match="do not fit for such a session"):
        ask(entry, me, now=now, way=Way.PRACTISE)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("minutes", [-5, 0, 29, 121, 9999])
def test_one_sits_for_half_an_hour_to_two_hours(now, minutes):
    with pytest.raises(CannotSit):
        sit(UserFactory(), now=now, minutes=minutes)


def test_who_is_on_a_pause_does_not_sit(now):
    user = UserFactory(timezone="UTC", paused_until_date=now.date() + timedelta(days=3))
    with pytest.raises(CannotSit, match="You are on a pause"):
        sit(user, now=now)


def test_a_declined_ask_moves_nobody_forward_in_the_rounds(now):
    me, ben = UserFactory(), UserFactory()
    preference = set_match_preference(me, is_on=True, sessions=2, per_week=2, now=now)
    proposal = ask(sit(ben, now=now), me, now=now)
    decline_proposal(proposal, by=ben, reason="", now=now, why=Why.TIME)
    assert Decline.objects.get().why == "time"
    preference.refresh_from_db()
    assert preference.priority == 0
