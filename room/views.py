from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from feedback.actions.moments import CannotNote
from interviews.models import Session
from room.actions.moments import note_in_room
from room.domain.door import OPEN
from room.forms import MomentForm
from room.queries.moments import leg_interviewed_by, notebook_of
from room.queries.notes import notes_text
from room.queries.panels import panels_of
from room.queries.rooms import room_of, session_for_room
from room.queries.views import room_view


@require_safe
@never_cache
@login_required
def room(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The room of a session, for its two people; before and after it, what can be seen then."""
    session = _session_or_404(request, public_id)
    view = room_view(session, user=_reader(request), now=timezone.now())
    context = {"session": session, "view": view, "notes": notes_text(room_of(session))}
    if view.door != OPEN:
        return render(request, "room/door.html", context)
    context |= {
        "panels": panels_of(view),
        "notebook": notebook_of(session, user=view.user),
        "note_key": uuid4(),
    }
    return render(request, "room/room.html", context)


@require_POST
@never_cache
@login_required
def session_moment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep an interviewer's private note: JSON for the script, a redirect for a plain form."""
    session, user = _session_or_404(request, public_id), _reader(request)
    if leg_interviewed_by(user, session) is None:
        raise Http404("You interview nobody in this session.")
    form = MomentForm(request.POST)
    try:
        if not form.is_valid():
            raise CannotNote("The note could not be read. Reload the page and try again.")
        moment = note_in_room(session, by=user, now=timezone.now(), **form.cleaned_data)
    except CannotNote as error:
        if _wants_json(request):
            return JsonResponse({"error": str(error)}, status=HTTPStatus.BAD_REQUEST)
        messages.error(request, str(error))
        return redirect("room", public_id)
    if _wants_json(request):
        return JsonResponse({"key": str(moment.key), "stamp": moment.stamp})
    return redirect("room", public_id)


def _session_or_404(request: HttpRequest, public_id: UUID) -> Session:
    session = session_for_room(public_id, user=_reader(request))
    if session is None:
        raise Http404
    return session


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
