from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.views.requests import SignedInRequest
from dashboards.queries.interviewing import interviewing_page


@login_required
@never_cache
@require_safe
def interviewing(request: SignedInRequest) -> HttpResponse:
    """The reader's own interviewing: a private tip, what candidates said, what was applied."""
    page = interviewing_page(request.user, now=timezone.now())
    return render(request, "dashboards/interviewing.html", {"page": page})
