"""Have partners found, or not; and whom one does not want to meet."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.actions.match_preferences import set_match_preference, want_again
from scheduling.forms.match_preferences import MatchPreferenceForm
from scheduling.queries.match_preferences import finder_page
from scheduling.views.access import reader_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finder(request: HttpRequest) -> HttpResponse:
    """Turn rounds on or off for oneself."""
    user, now = reader_of(request), timezone.now()
    page = finder_page(user, now=now)
    form = MatchPreferenceForm(preference=page.preference)
    if request.method == "POST":
        form = MatchPreferenceForm(request.POST, preference=page.preference)
        if form.is_valid():
            saved = set_match_preference(user, now=now, **form.cleaned_data)
            done = (
                "We look for partners for you from now on. You hear by mail when we find one."
                if saved.is_on
                else "We do not look for partners for you any more. What is booked stays booked."
            )
            messages.success(request, done)
            return redirect("proposals_finder")
    context = {"page": page, "form": form}
    status = 400 if form.errors else 200
    return render(request, "scheduling/finder.html", context, status=status)


@login_required
@require_POST
def finder_want_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the site propose somebody again whom the reader did not want to meet."""
    user, now = reader_of(request), timezone.now()
    not_wanted = finder_page(user, now=now).not_wanted
    other = next((no.other for no in not_wanted if no.other.public_id == public_id), None)
    if other is None:
        raise Http404
    want_again(user, other=other, now=now)
    messages.success(request, f"{other.profile.pseudonym} may be proposed to you again.")
    return redirect("proposals_finder")
