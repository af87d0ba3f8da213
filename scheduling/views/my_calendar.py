from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from scheduling.queries.my_calendar import my_calendar as calendar_of
from scheduling.views.access import reader_of


@login_required
@require_safe
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The reader's week: `?day=2026-11-23` is any of its days; what is no date is today."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = None
    week = calendar_of(reader_of(request), day=day, now=timezone.now())
    return render(request, "scheduling/my_calendar.html", {"week": week})
