"""Fifty people accept at once. The first wins; the others are told; nobody sees an error."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import Session
from jobs.models import Job
from scheduling.actions import acceptance
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.models import Claim, Proposal
from tests.scheduling.worlds import claimed, fill_catalogue, held_by, in_days, person

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 50


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them here: only the rows count


def a_database_that_threads_share() -> None:
    if connection.vendor == "sqlite":
        assert ".sqlite3" in connection.settings_dict["NAME"], "memory proves nothing"


def open_proposal(asker, partner, *, starts_at) -> Proposal:
    """As propose_session leaves it, without its checks: here only the answers race."""
    now = timezone.now()
    return Proposal.objects.create(
        proposer=asker,
        partner=partner,
        mode="swap",
        proposer_kind="coding",
        partner_kind="coding",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=60),
        created_at=now,
        proposer_accepted_at=now,
        expires_at=in_days(1),
    )


def all_at_once(work: list[Callable[[], str]]) -> Counter[str]:
    """What each piece of work returned, all of them started together in threads of their own."""
    barrier = Barrier(len(work))

    def run(piece: Callable[[], str]) -> str:
        try:
            barrier.wait(30)
            return piece()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as pool:
        return Counter(pool.map(run, work))


def accept(proposal_id: int) -> str:
    proposal = Proposal.objects.select_related("proposer", "partner").get(pk=proposal_id)
    try:
        accept_proposal(proposal, by=proposal.partner, now=timezone.now())
    except CannotAccept:
        return "refused"
    return "booked"


def assert_one_session_and_nothing_else() -> None:
    session = Session.objects.get()
    people = [place.user for place in session.participations.all()]
    assert [claimed(user) for user in people] == [held_by(session)] * 2
    assert Claim.objects.count() == 2 * len(held_by(session))
    assert Proposal.objects.filter(state="accepted").count() == 1
    assert Job.objects.filter(kind="scheduling.send_invitation").count() == 2
    assert session.legs.count() == 2


def overlapping_proposals() -> list[Proposal]:
    """Fifty askers ask one partner for starts within the same hour."""
    fill_catalogue(kinds=["coding"])
    partner = person()
    base = in_days(3)
    step = timedelta(minutes=15)
    return [open_proposal(person(), partner, starts_at=base + step * (n % 4)) for n in range(CROWD)]


def test_fifty_accepts_of_overlapping_proposals_book_exactly_one():
    a_database_that_threads_share()
    proposals = overlapping_proposals()
    results = all_at_once([lambda pk=proposal.pk: accept(pk) for proposal in proposals])
    assert results == {"booked": 1, "refused": CROWD - 1}
    assert_one_session_and_nothing_else()
    assert Proposal.objects.filter(state="open").count() == 0


def test_fifty_accepts_of_one_proposal_book_exactly_one():
    fill_catalogue(kinds=["coding"])
    proposal = open_proposal(person(), person(), starts_at=in_days(3))
    results = all_at_once([lambda: accept(proposal.pk)] * CROWD)
    assert results == {"booked": 1, "refused": CROWD - 1}
    assert_one_session_and_nothing_else()


def test_people_who_all_ask_each_other_end_with_nobody_booked_twice():
    """Eight people, every pair, overlapping times: locks cross in every direction."""
    fill_catalogue(kinds=["coding"])
    crowd = [person() for _ in range(8)]
    step = timedelta(minutes=30)
    proposals = [
        open_proposal(asker, partner, starts_at=in_days(3) + step * ((a + b) % 2))
        for a, asker in enumerate(crowd)
        for b, partner in enumerate(crowd)
        if a != b
    ][:CROWD]
    results = all_at_once([lambda pk=proposal.pk: accept(pk) for proposal in proposals])
    sessions = list(Session.objects.all())
    assert results == {"booked": len(sessions), "refused": len(proposals) - len(sessions)}
    assert 1 <= len(sessions) <= 4
    for user in crowd:
        assert claimed(user) == held_by(*sessions_of(user, sessions))


def sessions_of(user, sessions: list[Session]) -> list[Session]:
    return [session for session in sessions if session.participations.filter(user=user).exists()]


def test_without_the_lock_the_claims_alone_let_one_through(monkeypatch):
    """Whatever path forgets to lock people: the constraint still refuses the second booking."""
    monkeypatch.setattr(acceptance, "lock_people", lambda people: None)
    monkeypatch.setattr(acceptance, "close_impossible", lambda **_: None)
    proposals = overlapping_proposals()
    results = all_at_once([lambda pk=proposal.pk: accept(pk) for proposal in proposals])
    assert results == {"booked": 1, "refused": CROWD - 1}
    assert_one_session_and_nothing_else()


def test_over_http_one_is_booked_and_the_others_get_a_page_in_words():
    proposals = overlapping_proposals()
    partner = proposals[0].partner
    clients = []
    for _ in proposals:
        client = Client(raise_request_exception=False)
        client.force_login(partner)
        clients.append(client)

    def post(client: Client, proposal: Proposal) -> str:
        response = client.post(reverse("proposal_accept", args=[proposal.public_id]))
        if response.status_code == 409:
            assert "Nothing was" in response.content.decode()
        return str(response.status_code)

    results = all_at_once(
        [
            lambda client=client, proposal=proposal: post(client, proposal)
            for client, proposal in zip(clients, proposals, strict=True)
        ]
    )
    assert results == {"302": 1, "409": CROWD - 1}
    assert_one_session_and_nothing_else()
