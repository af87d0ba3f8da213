"""The coach's pages of rounds."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Membership
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.proposals import decline_proposal
from scheduling.actions.rounds import run_round
from scheduling.domain.declines import Why
from scheduling.models import FixedPair, MatchPreference, MatchRound, Proposal, RoundRules
from scheduling.periodic import run_one_round
from tests.cohorts.factories import CohortFactory
from tests.factories import UserFactory
from tests.scheduling.rounds import cohort_of, seeker
from tests.scheduling.worlds import fill_catalogue

pytestmark = pytest.mark.django_db
RULES = {
    "is_on": "on",
    "every_hours": "24",
    "horizon_days": "7",
    "notice_hours": "12",
    "answer_hours": "24",
    "lowest_gap": "-1",
    "again_after_days": "30",
}


@pytest.fixture
def coach(client):
    fill_catalogue(kinds=["coding"])
    coach = UserFactory(timezone="Europe/Berlin")
    client.force_login(coach)
    return coach


def one_time(**fields):
    return seeker(sessions=1, per_week=1, **fields)


def run(cohort) -> MatchRound:
    now = timezone.now()
    scope = f"cohort:{cohort.pk}"
    return run_round(scope, due_at=now, now=now, clock=time.monotonic, time_limit=5)


def page(client, name, cohort, **more) -> str:
    address = reverse(name, kwargs={"public_id": cohort.public_id, **more})
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_cohort_says_how_to_begin(client, coach):
    cohort = CohortFactory(coach=coach)
    text = page(client, "cohort_rounds", cohort)
    assert "No round yet" in text
    assert "Nobody takes part yet." in text
    assert ">Off<" in text
    assert not RoundRules.objects.filter(cohort=cohort).exists()


def test_a_round_shows_pairs_their_state_and_who_has_none_and_why(client, coach):
    people = [one_time(pseudonym=name) for name in ("Ana", "Ben", "Cy", "Di")]
    alone = one_time(pseudonym="Zoe", languages=["sw"])
    cohort = cohort_of(*people, alone, coach=coach)
    match_round = run(cohort)
    first, second = Proposal.objects.order_by("pk")
    accept_proposal(first, by=first.proposer, now=timezone.now())
    decline_proposal(
        second, by=second.partner, reason="private words", why=Why.PERSON, now=timezone.now()
    )
    text = page(client, "cohort_round", cohort, round_id=match_round.public_id)
    assert "One of the two said yes" in text
    assert ">Declined<" in text
    assert "private words" not in text
    assert "4 of 5" in text
    assert "Zoe" in text
    assert text.count("<progress") >= 4
    listed = page(client, "cohort_rounds", cohort)
    assert reverse("cohort_round", args=[cohort.public_id, match_round.public_id]) in listed


@pytest.mark.parametrize("state", ["running", "died"])
def test_a_round_without_a_result_says_so(state, client, coach):
    cohort = CohortFactory(coach=coach)
    now = timezone.now()
    match_round = MatchRound.objects.create(
        cohort=cohort, state=state, started_at=now, starts_at=now, ends_at=now
    )
    text = page(client, "cohort_round", cohort, round_id=match_round.public_id)
    words = {"running": "This round is running.", "died": "ended without a result"}
    assert words[state] in text


def test_simulating_proposes_nothing_and_compares(client, coach):
    cohort = cohort_of(*(one_time() for _ in range(4)), coach=coach)
    address = reverse("cohort_round_rules", args=[cohort.public_id])
    response = client.post(address, RULES | {"action": "simulate"})
    assert response.status_code == 200
    lines = {line.name: (line.now, line.then) for line in response.context["comparison"].lines}
    assert lines["Matched"] == ("100 %", "100 %")
    assert lines["Sessions"] == ("2", "2")
    assert not Proposal.objects.exists()
    assert not MatchRound.objects.exists()
    assert RoundRules.objects.get(cohort=cohort).terms == {}


def test_stricter_rules_show_as_worse(client, coach):
    low, high = one_time(level=1), one_time(level=3)
    cohort = cohort_of(low, high, coach=coach)
    address = reverse("cohort_round_rules", args=[cohort.public_id])
    response = client.post(address, RULES | {"action": "simulate"})
    worse = {line.name for line in response.context["comparison"].lines if line.is_better is False}
    assert "Matched" in worse
    assert "Without a partner this time" in response.content.decode()


def test_publishing_changes_the_rules_and_not_the_lease(client, coach):
    cohort = cohort_of(one_time(), coach=coach, is_on=False, groups=("A",))
    until = timezone.now() + timedelta(minutes=4)
    RoundRules.objects.filter(cohort=cohort).update(lease_until=until)
    address = reverse("cohort_round_rules", args=[cohort.public_id])
    data = RULES | {"action": "publish", "excluded_groups": ["A"], "groups_apart": "on"}
    assert client.post(address, data).status_code == 302
    rules = RoundRules.objects.get(cohort=cohort)
    assert (rules.is_on, rules.every_hours, rules.lease_until) == (True, 24, until)
    terms = rules.round_terms
    assert (terms.horizon_days, terms.lowest_gap, terms.excluded_groups) == (7, -1, ("A",))
    assert terms.groups_apart


@pytest.mark.parametrize(
    "change",
    [
        *({"horizon_days": "0"}, {"horizon_days": "29"}, {"lowest_gap": "-5"}),
        *({"every_hours": "2"}, {"excluded_groups": ["Nowhere"]}, {"answer_hours": ""}),
    ],
)
def test_bad_rules_are_an_error_in_words_and_change_nothing(change, client, coach):
    cohort = cohort_of(one_time(), coach=coach, groups=("A",))
    address = reverse("cohort_round_rules", args=[cohort.public_id])
    response = client.post(address, RULES | {"action": "publish"} | change)
    assert response.status_code == 400
    assert "Nothing has changed." in response.content.decode()
    assert RoundRules.objects.get(cohort=cohort).terms == {}


def test_run_now_runs_once_for_a_double_click(client, coach):
    cohort = cohort_of(one_time(), one_time(), coach=coach, is_on=False)
    for _ in range(2):
        client.post(reverse("cohort_round_run", args=[cohort.public_id]))
    job = Job.objects.get(kind="scheduling.run_round")
    run_one_round(now=timezone.now(), **job.arguments)
    assert Proposal.objects.filter(origin="round").count() == 1


def test_another_round_can_be_run_as_soon_as_one_is_done(client, coach):
    cohort = cohort_of(coach=coach, is_on=False)
    for number in (1, 2):
        client.post(reverse("cohort_round_run", args=[cohort.public_id]))
        for job in Job.objects.open().filter(kind="scheduling.run_round"):
            run_one_round(now=timezone.now(), **job.arguments)
            Job.objects.filter(pk=job.pk).update(done_at=timezone.now())
        assert cohort.match_rounds.filter(state="done").count() == number


def test_a_pair_is_fixed_and_released(client, coach):
    one, other = one_time(), one_time()
    cohort = cohort_of(one, other, coach=coach)
    address = reverse("cohort_round_pair", args=[cohort.public_id])
    both = {"first": str(other.public_id), "second": str(one.public_id)}
    for _ in range(2):
        assert client.post(address, both).status_code == 302
    pair = FixedPair.objects.get()
    assert (pair.first, pair.second) == (one, other)
    release = reverse("cohort_round_pair_release", args=[cohort.public_id, pair.pk])
    assert client.post(release).status_code == 302
    assert not FixedPair.objects.exists()


def test_a_pair_of_one_or_with_a_stranger_is_refused(client, coach):
    one, stranger = one_time(), UserFactory()
    cohort = cohort_of(one, coach=coach)
    address = reverse("cohort_round_pair", args=[cohort.public_id])
    same = {"first": str(one.public_id), "second": str(one.public_id)}
    response = client.post(address, same)
    assert response.status_code == 409
    assert "Choose two different people." in response.content.decode()
    strange = {"first": str(one.public_id), "second": str(stranger.public_id)}
    assert client.post(address, strange).status_code == 400
    assert not FixedPair.objects.exists()


def test_a_member_gets_a_group_and_nobody_elses_does(client, coach):
    one, stranger = one_time(), UserFactory()
    cohort, elsewhere = cohort_of(one, coach=coach), CohortFactory(members=[stranger])
    address = reverse("cohort_round_group", args=[cohort.public_id])
    client.post(address, {"member": str(one.public_id), "group": "Team A"})
    assert Membership.objects.get(user=one).group == "Team A"
    other = {"member": str(stranger.public_id), "group": "Team A"}
    assert client.post(address, other).status_code == 404
    assert (
        client.post(address, {"member": str(one.public_id), "group": "x" * 41}).status_code == 400
    )
    assert Membership.objects.get(user=stranger, cohort=elsewhere).group == ""


def test_a_pair_of_another_cohort_cannot_be_released(client, coach):
    one, other = one_time(), one_time()
    theirs, own = cohort_of(one, other), cohort_of(coach=coach)
    pair = FixedPair.objects.create(
        cohort=theirs, first=one, second=other, created_at=timezone.now()
    )
    address = reverse("cohort_round_pair_release", args=[own.public_id, pair.pk])
    assert client.post(address).status_code == 404
    theirs_round = MatchRound.objects.create(
        cohort=theirs, started_at=timezone.now(), starts_at=timezone.now(), ends_at=timezone.now()
    )
    address = reverse("cohort_round", args=[own.public_id, theirs_round.public_id])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_three(number, client, coach, django_assert_num_queries):
    people = [one_time() for _ in range(2 * number)]
    cohort = cohort_of(*people, coach=coach)
    for _ in range(number):
        MatchPreference.objects.update(sessions=9, per_week=7)
        last = run(cohort)
    for one, other in zip(people[::2], people[1::2], strict=True):
        FixedPair.objects.create(cohort=cohort, first=one, second=other, created_at=timezone.now())
    with django_assert_num_queries(11):  # session, user, profile, cohort; page (5); rounds (2)
        client.get(reverse("cohort_rounds", args=[cohort.public_id]))
    address = reverse("cohort_round", args=[cohort.public_id, last.public_id])
    with django_assert_num_queries(7):  # session, user, profile, cohort; round, pairs, unmatched
        client.get(address)
