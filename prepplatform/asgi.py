"""ASGI entry point: HTTP to Django, /ws/ to the live room."""

import logging
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prepplatform.settings")
http_application = get_asgi_application()  # loads the apps: before anything below imports models

from django.conf import settings  # noqa: E402

from prepplatform.handshakes import SameOrigin, with_reader  # noqa: E402
from room.routing import websocket_urlpatterns  # noqa: E402

if settings.IS_PRODUCTION and not settings.MAIL_IS_SENT:
    # No check of `check --deploy`: a site may be tried out like that, but nobody can join it.
    logging.getLogger(__name__).warning(
        "PREP_EMAIL_HOST is not set: mail is kept in files, so nobody can verify an address."
    )

# A last route for every other address: without one each would leave a traceback in the log.
nowhere = re_path("", WebsocketDenier.as_asgi(), name="no_socket")

application = ProtocolTypeRouter(
    {
        "http": http_application,
        "websocket": SameOrigin(with_reader(URLRouter([*websocket_urlpatterns, nowhere]))),
    }
)
