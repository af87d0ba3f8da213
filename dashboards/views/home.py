"""The first page: what the site is, or what is next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from dashboards.queries.home import home_of
from feedback.queries.flags import open_flags_of_staff


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page for whoever is not signed in, else the candidate's home."""
    if not isinstance(request.user, User):
        return render(request, "dashboards/landing.html")
    if request.user.profile.onboarded_at is None:
        return redirect("onboarding")
    now = timezone.now()
    context = {
        "home": home_of(request.user, now=now),
        "flags": open_flags_of_staff(request.user),
        "now": now,
    }
    return render(request, "dashboards/home.html", context)
