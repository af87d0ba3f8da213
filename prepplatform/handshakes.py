"""Who may open a socket, before it is known which."""

from typing import Any

from channels.auth import AuthMiddleware
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from prepplatform.middleware import drop_impossible_session

Scope = dict[str, Any]


class SameOrigin:
    """Refuse (403) what no page of this site opens, as the CSRF check refuses such a form.

    The port counts: cookies are the same for all ports of a host, so a page of another service
    there could open a socket in its reader's name.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> Any:
        application = self.application if is_same_origin(scope) else WebsocketDenier()
        return await application(scope, receive, send)


def is_same_origin(scope: Scope) -> bool:
    """Whether the Origin header is the host that was asked, or PREP_SITE_URL; over TLS if asked."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    origin, host = headers.get(b"origin", ""), headers.get(b"host", "")
    if origin == settings.SITE_URL:
        return True
    is_ours = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
    schemes = ["https"] if settings.SESSION_COOKIE_SECURE else ["http", "https"]
    return is_ours and origin in [f"{scheme}://{host}" for scheme in schemes]


class _PossibleSession:
    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> Any:
        drop_impossible_session(scope["cookies"])
        return await self.application(scope, receive, send)


def with_reader(application: Any) -> Any:
    """channels.auth.AuthMiddlewareStack, which also takes any cookie without stumbling."""
    return CookieMiddleware(_PossibleSession(SessionMiddleware(AuthMiddleware(application))))
