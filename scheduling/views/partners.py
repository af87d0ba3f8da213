"""Find a partner."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feedback.queries.owed import is_blocked_by_owed_feedback
from scheduling.domain.clock_changes import clock_changes
from scheduling.forms.partners import PartnerFilters, read_filters
from scheduling.queries.partner_advice import tips_for, why_nobody
from scheduling.queries.partners import (
    PartnerSearch,
    find_partners,
    matches_at,
    partner_rows,
)
from scheduling.views.access import reader_of

PER_PAGE = 20


@login_required
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Real people who fit, with reasons and times; or why there are none and what would help."""
    user, now = reader_of(request), timezone.now()
    filters = read_filters(request.GET.dict(), preparation=user.preparation)
    context: dict[str, Any] = {
        "filters": filters,
        "owes_feedback": is_blocked_by_owed_feedback(user, now=now),
    }
    if filters is not None:
        search = find_partners(user, way=filters.way, kind=filters.kind, now=now)
        context |= _found(search, filters, page_number=request.GET.get("page", "1"))
    return render(request, "scheduling/partners.html", context)


def _found(search: PartnerSearch, filters: PartnerFilters, *, page_number: str) -> dict[str, Any]:
    """What the page shows of a search; a chosen time at which nobody is free any more goes."""
    at = filters.at
    matches = matches_at(search, at)
    if at and not len(matches):
        filters.problems.append("Nobody could meet you at that time. Showing all of them.")
        at, matches = None, search.matches
    page = Paginator(matches, PER_PAGE).get_page(page_number)
    return {
        "at": at,
        "search": search,
        "page": page,
        "people": partner_rows(search, matches[page.start_index() - 1 : page.end_index()], at=at),
        "tips": tips_for(search, kind=filters.kind),
        "why": None if len(search.matches) else why_nobody(search, kind=filters.kind),
        "changes": clock_changes(search.zone, start=search.now, end=search.grid.end),
    }
