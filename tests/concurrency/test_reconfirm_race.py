"""Somebody confirms while the session moves: the answer was to the older time, and is not kept."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections, transaction
from django.utils import timezone

from interviews.actions.sessions import CannotChangeSession
from interviews.models import Participation, Session
from interviews.queries.sessions import session_with_people
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.proposals import propose_move
from scheduling.actions.reconfirmation import reconfirm_booking
from scheduling.models import Proposal
from tests.scheduling.worlds import book, fill_catalogue, in_days, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them here: only the rows count


def accept_slowly(proposal_id: int, *, is_moved: Event, is_answering: Event) -> None:
    """Move, but commit only when somebody has begun to answer."""
    try:
        proposal = Proposal.objects.select_related("proposer", "partner", "moves_session").get(
            pk=proposal_id
        )
        with transaction.atomic():
            accept_proposal(proposal, by=proposal.partner, now=timezone.now())
            is_moved.set()
            assert is_answering.wait(10)
            time.sleep(0.3)  # so that the answer stands at the lock
    finally:
        connections.close_all()


def test_an_answer_given_while_the_session_moves_does_not_count_for_the_new_time():
    fill_catalogue(kinds=["coding"])
    asker, partner = person(), person()
    booked = book(asker, partner, starts_at=in_days(3))
    move = propose_move(booked, by=asker, starts_at=in_days(4), message="", now=timezone.now())
    seen = session_with_people(pk=booked.pk)  # the page that was read before the move
    is_moved, is_answering = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        moving = pool.submit(accept_slowly, move.pk, is_moved=is_moved, is_answering=is_answering)
        assert is_moved.wait(10)
        is_answering.set()
        with pytest.raises(CannotChangeSession, match="changed a moment ago"):
            reconfirm_booking(seen, by=asker, now=timezone.now())
        moving.result()
    assert Session.objects.get().sequence == 1
    assert not Participation.objects.exclude(reconfirmed_at=None).exists()
