from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from interviews.models import Session
from interviews.permissions import can_change_session
from scheduling.actions.calendar_questions import (
    CannotAnswerCalendar,
    leave_out,
    propose_from_calendar,
    put_back,
)
from scheduling.queries.session_page import session_page
from scheduling.views.access import reader_of, session_or_404


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_in_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The reader moved or deleted the session in their own calendar: what do they want?"""
    shown = session_or_404(request, public_id, may=can_change_session)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _answer(request, shown)
        except CannotAnswerCalendar as error:
            problem, status = str(error), 409
            shown = session_or_404(request, public_id, may=can_change_session)
    user, now = reader_of(request), timezone.now()
    context = {"page": session_page(shown, user, now=now), "problem": problem}
    return render(request, "scheduling/session_in_calendar.html", context, status=status)


def _answer(request: HttpRequest, shown: Session) -> HttpResponse:
    """By the name of the button; without one nothing happens."""
    user, now = reader_of(request), timezone.now()
    if "propose" in request.POST:
        proposal = propose_from_calendar(shown, by=user, now=now)
        messages.success(request, "Proposed. The old time stands until your partner says yes.")
        return redirect("proposal", proposal.public_id)
    if "put_back" in request.POST:
        put_back(shown, by=user, now=now)
        messages.success(request, "Your calendar shows the session again in a minute.")
    elif "leave_out" in request.POST:
        leave_out(shown, by=user, now=now)
        messages.success(request, "The session stands, without an event in your calendar.")
    return redirect("session", shown.public_id)
