"""Find a partner."""

from calendar import day_name
from datetime import time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from feedback.queries.owed import session_owed_longest
from interviews.domain.pool import Pool
from interviews.queries.pool import low_pools_of
from scheduling.actions.availability import (
    CannotChangeAvailability,
    Week,
    add_window,
    restore_week,
    week_of_windows,
)
from scheduling.domain.availability import Window, window_text
from scheduling.domain.clock_changes import clock_changes
from scheduling.domain.pair_value import Way
from scheduling.forms.availability import WindowForm
from scheduling.forms.partners import PartnerFilters, read_filters
from scheduling.queries.partner_advice import tips_for, why_nobody
from scheduling.queries.partner_times import acceptance_record, times_by_day, weeks_of
from scheduling.queries.partners import (
    PartnerSearch,
    find_partners,
    matches_at,
    partner_rows,
)
from scheduling.views.access import reader_of

PER_PAGE = 20
UNDO = "hours_before_widening"  # in the session: (before, after), as _packed


@login_required
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Real people who fit, with reasons and times; or why there are none and what would help."""
    user, now = reader_of(request), timezone.now()
    filters = read_filters(request.GET.dict(), preparation=user.preparation)
    context: dict[str, Any] = {
        "filters": filters,
        "owed_session": session_owed_longest(user, now=now),
        "can_undo": UNDO in request.session,
    }
    if filters is not None:
        context["low_pools"] = _low_pools(user, kind=filters.kind, way=filters.way)
        search = find_partners(user, way=filters.way, kind=filters.kind, now=now)
        context |= _found(search, filters, page_number=request.GET.get("page", "1"))
    return render(request, "scheduling/partners.html", context)


def _low_pools(user: User, *, kind: str, way: Way) -> list[Pool]:
    """Where questions run out, among the kinds that the search is for; the dry ones it says."""
    if way == Way.INTERVIEW:
        return []
    return [pool for pool in low_pools_of(user) if kind in ("", pool.kind) and not pool.is_dry]


def _found(search: PartnerSearch, filters: PartnerFilters, *, page_number: str) -> dict[str, Any]:
    """What the page shows of a search; a chosen time at which nobody is free any more goes."""
    at = filters.at
    matches = matches_at(search, at)
    if at and not len(matches):
        filters.problems.append("Nobody could meet you at that time. Showing all of them.")
        at, matches = None, search.matches
    page = Paginator(matches, PER_PAGE).get_page(page_number)
    now = search.now
    record = acceptance_record(now=now)
    days = times_by_day(search.days, zone=search.zone, record=record)
    return {
        "at": at,
        "search": search,
        "page": page,
        "people": partner_rows(search, matches[page.start_index() - 1 : page.end_index()], at=at),
        "tips": tips_for(search, kind=filters.kind),
        "record": record,
        "days": days,
        "weeks": weeks_of(days, today=now.astimezone(ZoneInfo(search.zone)).date()),
        "why": None if len(search.matches) else why_nobody(search, kind=filters.kind),
        "changes": clock_changes(search.zone, start=search.now, end=search.grid.end),
    }


@login_required
@require_POST
def partners_widen(request: HttpRequest) -> HttpResponse:
    """Apply a suggested change of the person's hours; it can be undone with one button."""
    user, form = reader_of(request), WindowForm(request.POST)
    if not form.is_valid():
        messages.error(request, "That suggestion cannot be read. Your hours are as they were.")
        return _back_to_search(request)
    before = week_of_windows(user)
    try:
        add_window(user, weekdays=form.cleaned_data["weekdays"], window=form.window)
    except CannotChangeAvailability as error:
        messages.error(request, str(error))
        return _back_to_search(request)
    request.session[UNDO] = [_packed(before), _packed(week_of_windows(user))]
    days = get_text_list([day_name[day] for day in form.cleaned_data["weekdays"]], "and")
    messages.success(request, f"You are free on {days}, {window_text(form.window)}, from now on.")
    return _back_to_search(request)


@login_required
@require_POST
def partners_widen_undo(request: HttpRequest) -> HttpResponse:
    """Give the hours back that the last suggestion changed, unless they were changed since."""
    packed = request.session.pop(UNDO, None)
    if packed is None:
        messages.info(request, "There is nothing to undo. Your hours are as they were.")
        return _back_to_search(request)
    before, after = map(_unpacked, packed)
    try:
        restore_week(reader_of(request), week=before, instead_of=after)
    except CannotChangeAvailability as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Your hours are as they were before.")
    return _back_to_search(request)


def _back_to_search(request: HttpRequest) -> HttpResponse:
    """The search with the filters that the form came with; what is odd in them is said there."""
    kept = {name: request.POST[name] for name in ("mode", "kind") if request.POST.get(name)}
    return redirect(f"{reverse('partners')}?{urlencode(kept)}" if kept else "partners")


def _packed(week: Week) -> list[tuple[int, str, str]]:
    """As JSON can hold it."""
    return [
        (weekday, starts.isoformat(), ends.isoformat())
        for weekday, windows in week.items()
        for starts, ends in windows
    ]


def _unpacked(packed: list[tuple[int, str, str]]) -> Week:
    week: dict[int, list[Window]] = {}
    for weekday, starts, ends in packed:
        window = (time.fromisoformat(starts), time.fromisoformat(ends))
        week.setdefault(weekday, []).append(window)
    return week
