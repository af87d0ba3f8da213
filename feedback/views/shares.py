"""A link to a part of one's report: made, revoked, and what it shows to whoever has it."""

from uuid import UUID

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from feedback.actions.shares import CannotShare, count_view, revoke_share, share_report
from feedback.domain.shares import PARTS
from feedback.forms import ShareForm
from feedback.queries.shares import (
    find_share,
    leg_to_share,
    open_share,
    part_names,
    shared_page,
    shares_of,
)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_share(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The candidate's links to their report. POST makes one and shows it, this once."""
    user, now = _reader(request), timezone.now()
    leg = leg_to_share(public_id, owner=user)
    if leg is None:
        raise Http404("No report of yours to share.")
    form, address = ShareForm(), ""
    if request.method == "POST":
        form = ShareForm(request.POST)
        if form.is_valid():
            try:
                _, token = share_report(leg, **form.cleaned_data, by=user, now=now)
                address = f"{settings.SITE_URL}{reverse('shared_report', args=[token])}"
            except CannotShare as error:
                form.add_error(None, str(error))
    shares = [(share, part_names(share.parts)) for share in shares_of(leg, owner=user, now=now)]
    context = {"leg": leg, "form": form, "address": address, "shares": shares, "parts": PARTS}
    status = 400 if form.errors else 200
    return render(request, "feedback/report_share.html", context, status=status)


@login_required
@require_POST
def share_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    share = find_share(public_id, owner=_reader(request))
    if share is None:
        raise Http404("No link of yours.")
    revoke_share(share, by=_reader(request), now=timezone.now())
    messages.success(request, "The link is dead. Whoever opens it finds nothing.")
    return redirect("report_share", share.leg.public_id)


@require_safe
def shared_report(request: HttpRequest, token: str) -> HttpResponse:
    """What was chosen of a report, for whoever has the link. Dead links are not there (404)."""
    if limited := consume_or_429(request, action="shared_report", limit_get=True):
        return limited
    now = timezone.now()
    share = open_share(token, now=now)
    page = shared_page(share, now=now) if share else None
    if share is None or page is None:
        raise Http404("Nothing is shared here.")
    if request.method == "GET":
        count_view(share, now=now)
    response = render(request, "feedback/shared.html", {"page": page})
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
