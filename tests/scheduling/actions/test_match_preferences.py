from datetime import timedelta

import pytest

from accounts.actions.erasure import erase_account
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.match_preferences import set_match_preference, want_again
from scheduling.actions.proposals import decline_proposal, expire_proposal
from scheduling.domain.declines import Why
from scheduling.models import Decline, MatchPreference, Proposal
from tests.scheduling.actions.test_offers import offer
from tests.scheduling.rounds import seeker
from tests.scheduling.worlds import book, in_days, person, propose

pytestmark = pytest.mark.django_db


def priorities(*users) -> list[int]:
    by_user = dict(MatchPreference.objects.values_list("user", "priority"))
    return [by_user[user.pk] for user in users]


@pytest.fixture
def pair(catalogue):
    return seeker(waited_days=9), seeker(waited_days=9)


def turn(user, *, is_on, now, sessions=3, per_week=2) -> MatchPreference:
    return set_match_preference(user, is_on=is_on, sessions=sessions, per_week=per_week, now=now)


def test_waiting_begins_when_somebody_turns_it_on_and_not_when_they_save_again(now):
    user, later = person(), now + timedelta(days=3)
    assert turn(user, is_on=True, now=now).waiting_since == now
    assert turn(user, is_on=True, now=later, sessions=4).waiting_since == now
    turn(user, is_on=False, now=later)
    assert turn(user, is_on=True, now=later).waiting_since == later
    stored = MatchPreference.objects.get()
    assert (stored.is_on, stored.sessions, stored.per_week) == (True, 3, 2)


def test_a_week_holds_no_more_than_two_weeks(now):
    assert turn(person(), is_on=True, now=now, sessions=1, per_week=5).per_week == 1


def test_who_said_yes_in_vain_comes_forward(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[0], now=now)
    decline_proposal(proposal, by=pair[1], reason="", why=Why.TIME, now=now)
    assert priorities(*pair) == [1, 0]


def test_who_takes_a_yes_back_does_not_come_forward(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[0], now=now)
    decline_proposal(proposal, by=pair[0], reason="", why=Why.TIME, now=now)
    assert priorities(*pair) == [0, 0]


def test_a_yes_to_what_ran_out_counts_once(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[1], now=now)
    for _ in range(2):
        expire_proposal(proposal.pk, now=proposal.expires_at)
    assert priorities(*pair) == [0, 1]


def test_a_yes_to_what_the_other_can_no_longer_hold_counts(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[0], now=now)
    book(person(), pair[1], starts_at=proposal.starts_at)
    assert priorities(*pair) == [1, 0]


def test_a_yes_to_somebody_who_leaves_counts(pair, now):
    proposal = offer(*pair)
    accept_proposal(proposal, by=pair[0], now=now)
    erase_account(pair[1], by=pair[1], now=now)
    assert priorities(pair[0]) == [1]
    assert not MatchPreference.objects.filter(user=pair[1]).exists()


def test_a_booking_begins_the_waiting_anew(pair, now):
    MatchPreference.objects.update(priority=4)
    proposal = offer(*pair)
    for user in pair:
        accept_proposal(proposal, by=user, now=now)
    assert set(MatchPreference.objects.values_list("waiting_since", "priority")) == {(now, 0)}


def test_what_people_ask_each_other_moves_nobody(pair, now):
    asked = propose(*pair, starts_at=in_days(3))
    decline_proposal(asked, by=pair[1], reason="", why=Why.TIME, now=now)
    assert priorities(*pair) == [0, 0]


def test_somebody_can_be_wanted_again_by_who_did_not_want_them(pair, now):
    decline_proposal(offer(*pair), by=pair[0], reason="", why=Why.PERSON, now=now)
    want_again(pair[1], other=pair[0], now=now)
    assert Decline.objects.count() == 1
    want_again(pair[0], other=pair[1], now=now)
    assert Decline.objects.count() == 0
    assert offer(*pair).state == Proposal.State.OPEN
