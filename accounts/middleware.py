"""What every page of a signed-in person needs: their zone, and that they have told us of it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.domain.zones import zone_or_utc
from accounts.queries.profiles import profile_of

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages that new people may see before they have answered the two questions of /welcome/.
OPEN_TO_NEW_PEOPLE = (
    *("/welcome/", "/accounts/", "/profile/privacy/", "/admin/", "/dev/", "/static/"),
    *("/loops/", "/join/", "/invitations/", "/mail/"),
)


class ReaderZoneMiddleware:
    """Show every time in the reader's own zone (UTC when the stored name is no zone)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(zone_or_utc(profile_of(request.user).timezone)):
                return self.get_response(request)
        return self.get_response(request)


class OnboardingMiddleware:
    """Send people without a confirmed time zone and a round kind to /welcome/ first.

    Only pages that are looked at: what is posted is answered where it was posted.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if (
            request.method != "GET"
            or not request.user.is_authenticated
            or profile_of(request.user).onboarded_at is not None
            or request.path.startswith(OPEN_TO_NEW_PEOPLE)
        ):
            return None
        return HttpResponseRedirect(welcome_url(request.get_full_path()))


def welcome_url(then: str) -> str:
    """The welcome page, which leads on to `then`; home needs no mention."""
    welcome = reverse("onboarding")
    if then in {reverse("home"), welcome}:
        return welcome
    return f"{welcome}?{urlencode({'next': then})}"
