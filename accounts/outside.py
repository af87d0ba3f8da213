"""Talking to the sites that people may sign in through: what fails there is said in words."""

from http import HTTPStatus
from typing import Any

import requests
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.shortcuts import render

TIMEOUT_SECONDS = 5


class ProviderSession(requests.Session):
    """Ends the sign-in with a page in words when the other site is away or answers nonsense."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", TIMEOUT_SECONDS)
        try:
            response = super().request(*args, **kwargs)
            response.raise_for_status()
            if response.url.endswith("/.well-known/openid-configuration"):
                response.json()  # (the other answers are not JSON everywhere)
        except requests.RequestException as error:
            page = render(
                context.request,
                "socialaccount/authentication_error.html",
                status=HTTPStatus.BAD_GATEWAY,
            )
            raise ImmediateHttpResponse(page) from error
        return response
