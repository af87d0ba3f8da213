from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practice.actions.checklist import CannotTick, tick_line
from practice.queries.checklist import checklist_of
from practice.views.access import reader_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest) -> HttpResponse:
    """The six lines, with why. POST ticks one by hand, or takes its tick back."""
    user = reader_of(request)
    if request.method != "POST":
        return render(request, "practice/checklist.html", {"lines": checklist_of(user)})
    line, is_done = request.POST.get("line", ""), request.POST.get("is_done") == "1"
    try:
        tick_line(line, is_done=is_done, by=user, now=timezone.now())
    except CannotTick as error:
        messages.error(request, str(error))
    return redirect("checklist")
