from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from feedback.queries.reports import released_reports, report_of
from feedback.queries.state import sessions_waiting_for_release
from interviews.actions.packet_reading import CannotRead, note_reading
from interviews.models import Exposure

PAGE_SIZE = 25


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All feedback about the reader, newest first, and the sessions that still wait for it."""
    assert isinstance(request.user, User)
    page = Paginator(released_reports(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = sessions_waiting_for_release(request.user)
    return render(request, "feedback/reports.html", {"page": page, "waiting": waiting})


@login_required
@require_safe
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The feedback on one leg, as far as the reader may see it."""
    assert isinstance(request.user, User)
    found = report_of(public_id, reader=request.user)
    if found is None:
        raise Http404("No such report for you.")
    if found.role == "coach":  # what is quoted tells of the question
        try:
            packet = found.leg.packet_version.packet
            note_reading(packet, by=request.user, role=Exposure.Role.REPORT, now=timezone.now())
        except CannotRead as error:
            return render(request, "feedback/report_closed.html", {"reason": error}, status=403)
    return render(request, "feedback/report.html", {"report": found, "leg": found.leg})
