from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.actions.profiles import CannotUpdateProfile
from accounts.forms.profile import WelcomeForm
from accounts.views.requests import SignedInRequest
from interviews.actions.preparation import update_preparation, welcome_person
from interviews.forms.preparation import PreparationForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def onboarding(request: SignedInRequest) -> HttpResponse:
    """The questions for new people, on one page; only the zone and a round kind must be answered.

    Leads on to `next` if that is an address of ours.
    """
    person, prepares = request.user.profile, request.user.preparation
    data, today = request.POST or None, timezone.localdate()
    profile_form = WelcomeForm(data, profile=person, today=today)
    preparation_form = PreparationForm(data, preparation=prepares, today=today)
    then = _safe_next(request)
    if profile_form.is_valid() and preparation_form.is_valid():
        try:
            welcome_person(
                request.user,
                profile=profile_form.changes(),
                preparation=preparation_form.changes(),
                now=timezone.now(),
            )
        except CannotUpdateProfile as refusal:
            profile_form.add_error("pseudonym", str(refusal))
        else:
            return redirect(then or "home")
    context = {"profile_form": profile_form, "preparation_form": preparation_form, "next": then}
    return render(request, "interviews/onboarding.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preparation(request: SignedInRequest) -> HttpResponse:
    """What one prepares for: level, target, date, round kinds in both roles."""
    form = PreparationForm(
        request.POST or None, preparation=request.user.preparation, today=timezone.localdate()
    )
    if form.is_valid():
        update_preparation(request.user, changes=form.changes())
        messages.success(request, "What you prepare for is saved.")
        return redirect("preparation")
    return render(request, "interviews/preparation.html", {"form": form})


def _safe_next(request: SignedInRequest) -> str:
    then = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        then, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return then if is_ours else ""
