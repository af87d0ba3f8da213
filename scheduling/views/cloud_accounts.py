"""On the way to Google or Microsoft, to open a calendar there. The way back: receivers.py."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from scheduling.actions.cloud_accounts import CALENDAR_OF
from scheduling.remote.services import providers
from scheduling.views.access import reader_of


@login_required
@require_POST
def calendar_sign_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the calendar beside what signing in asks for, and for nothing at any other time.

    allauth's "redirect" makes no sign-in of it: a calendar opens nothing here.
    """
    about = next((provider for provider in providers() if provider.kind == kind), None)
    if about is None:
        raise Http404
    there = get_adapter().get_provider(request, kind)
    return there.redirect(
        request,
        process=AuthProcess.REDIRECT,
        next_url=reverse("calendars"),
        data={CALENDAR_OF: reader_of(request).pk},
        scope=[*there.get_scope(), *about.scopes],
        auth_params={**there.get_auth_params(), **about.parameters},
    )
