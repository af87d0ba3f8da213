"""Compose mail. Sending is a delivery job's business (SECURITY: at least once, recognisable)."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string


def message_id(key: str) -> str:
    """The Message-ID of the mail that the job `key` sends: the same at every try."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"


def compose(
    template: str,
    *,
    to: str,
    key: str,
    context: dict[str, Any],
    reply_to: str = "",
    turn_off_url: str = "",
) -> EmailMultiAlternatives:
    """Render `emails/<template>_subject.txt`, `.txt` and `.html` into a message to one address.

    `key` makes the Message-ID. The context gains `site_name` and `site_url`. A line break in
    the subject becomes a space. With `turn_off_url` (an address that takes a POST and asks for
    no cookie) the mail says how to turn its kind off, below its text and in its headers.
    """
    context = {
        **{"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL},
        **{"turn_off_url": turn_off_url, **context},
    }
    subject = " ".join(_plain(f"emails/{template}_subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject=subject,
        body=_plain(f"emails/{template}.txt", context) + _plain("emails/_turn_off.txt", context),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": message_id(key), **_turn_off_headers(turn_off_url)},
    )
    message.attach_alternative(render_to_string(f"emails/{template}.html", context), "text/html")
    return message


def _turn_off_headers(url: str) -> dict[str, str]:
    """RFC 2369 and, for https as it demands, RFC 8058: mail programs show a button of their own."""
    if not url:
        return {}
    headers = {"List-Unsubscribe": f"<{url}>"}
    if url.startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _plain(name: str, context: dict[str, Any]) -> str:
    """Django escapes for HTML whatever a template is called; in plain text "O'Hara" stays so."""
    return Engine.get_default().render_to_string(name, Context(context, autoescape=False))
