from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from feedback.documents.report import report_pdf
from feedback.permissions import can_edit_review
from feedback.queries.reports import Report, released_reports, report_of
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
    try:
        found = _opened(request, public_id)
    except CannotRead as error:
        return render(request, "feedback/report_closed.html", {"reason": error}, status=403)
    assert isinstance(request.user, User)
    context = {
        "report": found,
        "leg": found.leg,
        "can_edit": [
            form.pk
            for form in (found.review, found.own, found.interviewing)
            if form is not None and can_edit_review(request.user, form, now=timezone.now())
        ],
    }
    return render(request, "feedback/report.html", context)


@login_required
@never_cache
@require_safe
def report_download(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same report as a PDF."""
    try:
        found = _opened(request, public_id)
    except CannotRead as error:
        return render(request, "feedback/report_closed.html", {"reason": error}, status=403)
    leg = found.leg
    name = f"{leg.kind}-{timezone.localdate(leg.session.starts_at):%Y-%m-%d}.pdf"
    response = HttpResponse(report_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _opened(request: HttpRequest, public_id: UUID) -> Report:
    """The reader's report. What is quoted tells of the question: a coach's reading is noted."""
    assert isinstance(request.user, User)
    found = report_of(public_id, reader=request.user)
    if found is None:
        raise Http404("No such report for you.")
    if found.role == "coach":
        packet = found.leg.packet_version.packet
        note_reading(packet, by=request.user, role=Exposure.Role.REPORT, now=timezone.now())
    return found
