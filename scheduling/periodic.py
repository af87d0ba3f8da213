import time
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from jobs.registry import NotYet, delivery_job, transactional_job
from scheduling.actions.calendar_watching import watch_due_accounts
from scheduling.actions.calendar_writing import write_event
from scheduling.actions.mailbox import read_replies
from scheduling.actions.partner_changes import prune_changes
from scheduling.actions.proposals import expire_proposal
from scheduling.actions.round_requests import request_round
from scheduling.actions.rounds import run_round
from scheduling.actions.source_refresh import refresh_due_sources
from scheduling.actions.waitlist import fill_slot
from scheduling.fetching.mailbox import mailbox_of
from scheduling.queries.due_rounds import due_scopes


@transactional_job("scheduling.expire_proposal")
def expire_proposal_when_due(*, now: datetime, proposal_id: int) -> None:
    expire_proposal(proposal_id, now=now)


@transactional_job("scheduling.run_rounds", every=timedelta(hours=1))
def run_due_rounds(*, now: datetime) -> None:
    """Each round is a job of its own: one that fails or takes long keeps no other waiting."""
    for scope in due_scopes(now=now):
        request_round(scope, by=None, now=now)


# Not in a transaction, which would be open while the plan is made: a round does its one step
# in a transaction of its own, and a second call for the same turn does nothing.
@delivery_job("scheduling.run_round")
def run_one_round(*, now: datetime, scope: str, due_at: str, user_id: int | None) -> None:
    run_round(
        scope,
        due_at=datetime.fromisoformat(due_at),
        now=now,
        clock=time.monotonic,
        by=User.objects.filter(pk=user_id).first() if user_id else None,
    )


@transactional_job("scheduling.fill_slot")
def fill_slot_as_it_is(*, now: datetime, slot_id: int) -> None:
    fill_slot(slot_id, now=now)


@transactional_job("scheduling.prune_partner_changes", every=timedelta(hours=6))
def prune_partner_changes(*, now: datetime) -> None:
    prune_changes()


# Not in a transaction either: it waits for other people's servers.
@delivery_job("scheduling.refresh_calendars", every=timedelta(minutes=1))
def refresh_due_calendars(*, now: datetime) -> None:
    refresh_due_sources(now=now, clock=time.monotonic)


# Nor these two.
@delivery_job("scheduling.write_event")
def write_one_event(*, now: datetime, session_id: int, user_id: int, asked_at: str) -> None:
    began = datetime.fromisoformat(asked_at)
    wait = write_event(session_id=session_id, user_id=user_id, asked_at=began, now=now)
    if wait is not None:
        raise NotYet(after=wait)


@delivery_job("scheduling.watch_calendars", every=timedelta(minutes=1))
def watch_calendars(*, now: datetime) -> None:
    watch_due_accounts(now=now, clock=time.monotonic)


# A site without a mailbox has no such row: an idle one should not write every minute.
@delivery_job("scheduling.read_mailbox", every=timedelta(minutes=1) if settings.IMAP_URL else None)
def read_our_mailbox(*, now: datetime) -> None:
    """Answers of calendars. Not in a transaction: each mail has its own."""
    mailbox = mailbox_of(settings.IMAP_URL)
    if mailbox is not None:
        read_replies(mailbox, now=now)
