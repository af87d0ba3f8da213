"""Say which stories were told where: from the session's page, and from the story's."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from practice.actions.tellings import CannotNote, note_rounds, note_told
from practice.forms import RoundsForm, ToldForm
from practice.queries.rounds import rounds_to_tell_of
from practice.queries.stories import rounds_to_link, stories_of
from practice.views.access import reader_of, story_or_404


@login_required
@require_POST
def session_told(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The candidate of a behavioural round that is over says which stories they told."""
    user = reader_of(request)
    leg = rounds_to_tell_of(user).filter(session__public_id=public_id).first()
    if leg is None:
        raise Http404("No behavioural round of yours.")
    form = ToldForm(request.POST, stories=stories_of(user), told=())
    if not form.is_valid():
        messages.error(request, "Nothing was noted: one of the stories is not there any more.")
    else:
        try:
            note_told(leg, stories=form.chosen, by=user, now=timezone.now())
        except CannotNote as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Noted. Each story's page says where you told it.")
    return redirect("session", public_id)


@login_required
@require_POST
def story_rounds(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, user = story_or_404(request, public_id), reader_of(request)
    form = RoundsForm(request.POST, legs=rounds_to_link(user), told=())
    if not form.is_valid():
        messages.error(request, "Nothing was noted: one of the sessions is not there any more.")
        return redirect("story", public_id)
    try:
        note_rounds(found, legs=form.chosen, by=user, now=timezone.now())
    except CannotNote as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Noted where you told this story.")
    return redirect("story", public_id)
