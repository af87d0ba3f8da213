"""Whose story is it? What belongs to others is not there (404)."""

from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.models import User
from practice.models import Story
from practice.queries.stories import find_story


def reader_of(request: HttpRequest) -> User:
    """Who is signed in; the view has made sure that somebody is."""
    assert isinstance(request.user, User)
    return request.user


def story_or_404(request: HttpRequest, public_id: UUID) -> Story:
    found = find_story(public_id, owner=reader_of(request))
    if found is None:
        raise Http404("No such story of yours.")
    return found
