"""Whose page is it? What belongs to others is not there (404)."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.models import User
from interviews.models import Session
from interviews.queries.sessions import find_session
from scheduling.models import Proposal
from scheduling.permissions import can_view_proposal
from scheduling.queries.proposals import find_proposal


def reader_of(request: HttpRequest) -> User:
    """Who is signed in; the view has made sure that somebody is."""
    assert isinstance(request.user, User)
    return request.user


def session_or_404(
    request: HttpRequest, public_id: UUID, *, may: Callable[[User, Session], bool]
) -> Session:
    session = find_session(public_id)
    if session is None or not may(reader_of(request), session):
        raise Http404
    return session


def proposal_or_404(
    request: HttpRequest,
    public_id: UUID,
    *,
    may: Callable[[User, Proposal], bool] = can_view_proposal,
) -> Proposal:
    proposal = find_proposal(public_id)
    if proposal is None or not may(reader_of(request), proposal):
        raise Http404
    return proposal
