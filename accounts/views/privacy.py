from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.audit import record_audit
from accounts.actions.erasure import CannotErase, erase_account
from accounts.forms.privacy import EraseForm
from accounts.privacy import export_of, warnings_of
from accounts.views.requests import SignedInRequest


@login_required
@require_safe
def privacy(request: SignedInRequest) -> HttpResponse:
    """What is kept, and the two buttons: take it with you, erase it."""
    return render(request, "accounts/privacy.html")


@login_required
@require_POST
@reauthentication_required
@never_cache
def export(request: SignedInRequest) -> HttpResponse:
    """Everything of the signed-in person as one JSON file."""
    now = timezone.now()
    record_audit(request.user, verb="accounts.export", by=request.user, now=now)
    data = {"exported_at": now, **export_of(request.user)}
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="rehearse-{now:%Y-%m-%d}.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
@never_cache
def erase(request: SignedInRequest) -> HttpResponse:
    """Say what erasing means, have it typed, do it, and sign out."""
    form, now = EraseForm(request.POST or None), timezone.now()
    if form.is_valid():
        try:
            erase_account(request.user, by=request.user, now=now)
        except CannotErase as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, "Your account is erased. We have sent a last mail about it.")
            return redirect("home")
    context = {"form": form, "warnings": warnings_of(request.user, now=now)}
    return render(request, "accounts/erase.html", context)
