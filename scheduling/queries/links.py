from django.conf import settings
from django.urls import reverse


def site_link(name: str, *args: object) -> str:
    """The full address of a page, for mail and calendars: never from a request's Host header."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
