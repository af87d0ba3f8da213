from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actions.profiles import CannotUpdateProfile, update_profile
from accounts.forms.profile import ProfileForm
from accounts.views.requests import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """One's own profile: what others see, time zone, goal, accommodations, pause."""
    person, today = request.user.profile, timezone.localdate()
    until = person.paused_until_date
    stored = {"zone": person.timezone, "paused_until": until, "is_paused": until and until > today}
    form = ProfileForm(request.POST or None, profile=person, today=today)
    if form.is_valid():
        try:
            update_profile(request.user, changes=form.changes(), now=timezone.now())
        except CannotUpdateProfile as refusal:
            form.add_error("pseudonym", str(refusal))
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form, "now": timezone.now(), **stored})
