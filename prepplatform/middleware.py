"""What no browser sends by itself, turned away before the database stumbles over it."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

_SESSION_KEY = re.compile(r"[a-z0-9]{32}")  # as django.contrib.sessions makes them


def drop_impossible_session(cookies: dict[str, str]) -> None:
    """Forget a session cookie that the site cannot have set; PostgreSQL refuses a NUL in it."""
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if key is not None and _SESSION_KEY.fullmatch(key) is None:
        del cookies[settings.SESSION_COOKIE_NAME]


class ImpossibleRequestMiddleware:
    """No page has a NUL in its address; a session cookie of an impossible form is none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        drop_impossible_session(request.COOKIES)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        if "\0" in request.path:
            raise Http404("NUL in the address")
