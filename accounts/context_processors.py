from typing import Any

from django.conf import settings
from django.http import HttpRequest


def reader(request: HttpRequest) -> dict[str, Any]:
    """Who reads, and what every page says of the site."""
    return {
        "site_name": settings.SITE_NAME,
        "is_development": not settings.IS_PRODUCTION,
        "has_social_sign_in": bool(settings.SOCIAL_ORIGINS),
    }
