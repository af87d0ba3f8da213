from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.views.requests import SignedInRequest
from dashboards.queries.plan import what_is_ahead
from dashboards.queries.readiness import picture_of
from dashboards.queries.sample import sample_report
from feedback.queries.readiness import readiness_of

QUOTES_A_PAGE = 50


@login_required
@require_safe
def readiness(request: SignedInRequest) -> HttpResponse:
    """Where the reader stands, with everything behind it."""
    now = timezone.now()
    picture = picture_of(readiness_of(request.user, now=now))
    context = {"picture": picture, "ahead": what_is_ahead(request.user, now=now)}
    return render(request, "dashboards/readiness.html", context)


@login_required
@require_safe
def line(request: SignedInRequest, anchor: str) -> HttpResponse:
    """One round or competency of the reader, with every quote behind it."""
    item = picture_of(readiness_of(request.user, now=timezone.now())).line(anchor)
    if item is None:
        raise Http404
    page = Paginator(item.line.quotes, QUOTES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "dashboards/readiness_line.html", {"item": item, "page": page})


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """What a report looks like: an invented one, for everybody."""
    report = sample_report()
    context = {"report": report, "leg": report.leg}
    return render(request, "dashboards/sample_report.html", context)
