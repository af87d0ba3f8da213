from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from feedback.queries.state import feedback_state
from interviews.models import Session
from interviews.permissions import is_participant


@login_required
@require_safe
def session_feedback(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the two people of a session still owe each other, and when feedback is released."""
    assert isinstance(request.user, User)
    session = get_object_or_404(Session, public_id=public_id)
    if not is_participant(request.user, session):
        raise Http404("No such session of yours.")
    state = feedback_state(session, reader=request.user)
    return render(request, "feedback/session_feedback.html", {"state": state, "session": session})
