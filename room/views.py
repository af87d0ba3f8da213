from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from room.domain.door import OPEN
from room.queries.notes import notes_text
from room.queries.panels import panels_of
from room.queries.rooms import room_of, session_for_room
from room.queries.views import room_view


@require_safe
@never_cache
@login_required
def room(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The room of a session, for its two people; before and after it, what can be seen then."""
    assert isinstance(request.user, User)
    session = session_for_room(public_id, user=request.user)
    if session is None:
        raise Http404
    view = room_view(session, user=request.user, now=timezone.now())
    context = {"session": session, "view": view, "notes": notes_text(room_of(session))}
    if view.door != OPEN:
        return render(request, "room/door.html", context)
    return render(request, "room/room.html", context | {"panels": panels_of(view)})
