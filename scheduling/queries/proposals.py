"""Proposals with their people, as pages and mail need them."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from interviews.models import Session
from scheduling.models import Proposal
from scheduling.models.proposals import ProposalQuerySet


def _with_people(proposals: "QuerySet[Proposal]") -> "QuerySet[Proposal]":
    return proposals.select_related(
        "proposer__profile", "partner__profile", "moves_session", "session"
    )


def find_proposal(public_id: UUID) -> Proposal | None:
    return _with_people(Proposal.objects.filter(public_id=public_id)).first()


def proposal_with_people(pk: int) -> Proposal:
    """Proposal.DoesNotExist if it is gone (one of its people erased their account)."""
    return _with_people(Proposal.objects.all()).get(pk=pk)


def open_received(user: User, *, now: datetime) -> "QuerySet[Proposal]":
    """What waits for the person's answer, soonest session first."""
    waiting = Proposal.objects.waiting_for(user).filter(expires_at__gt=now)
    return _with_people(waiting.order_by("starts_at", "pk"))


def open_made(user: User, *, now: datetime) -> "QuerySet[Proposal]":
    """What the person asked or said yes to and the other has not answered, soonest first."""
    waiting = Proposal.objects.open().accepted_by(user).filter(expires_at__gt=now)
    return _with_people(waiting.order_by("starts_at", "pk"))


def closed_proposals(user: User, *, now: datetime) -> "QuerySet[Proposal]":
    """The person's other proposals, both ways, latest first."""
    waiting = Proposal.objects.open().filter(expires_at__gt=now)
    closed = Proposal.objects.of(user).exclude(pk__in=waiting.values("pk"))
    return _with_people(closed.order_by("-created_at", "-pk"))


def open_move_of(session: Session, *, now: datetime) -> Proposal | None:
    """The move of the session that waits for an answer, if there is one."""
    moves = Proposal.objects.open().filter(moves_session=session, expires_at__gt=now)
    return _with_people(moves).first()


def open_proposals_between(
    user: User, *, start: datetime, end: datetime, now: datetime
) -> "QuerySet[Proposal]":
    """The person's open proposals, both ways, for a time that meets [start, end)."""
    waiting = Proposal.objects.open().of(user).filter(expires_at__gt=now)
    return _with_people(waiting.filter(starts_at__lt=end, ends_at__gt=start))


def overlapping_open_proposals(
    *, people: list[int], start: datetime, end: datetime
) -> ProposalQuerySet:
    """Open proposals to or from any of `people` (user ids) for a time that meets [start, end)."""
    return Proposal.objects.open().involving(people).filter(starts_at__lt=end, ends_at__gt=start)


def open_between(
    one: User, other: User, *, start: datetime, end: datetime, now: datetime
) -> "QuerySet[Proposal]":
    """Open proposals of a new session between the two, either way, that meet [start, end)."""
    return (
        overlapping_open_proposals(people=[one.pk], start=start, end=end)
        .filter(moves_session=None, expires_at__gt=now)
        .involving([other.pk])
    )
