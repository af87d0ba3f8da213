from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from interviews.permissions import is_editor


def library(request: HttpRequest) -> dict[str, Any]:
    """Whether the navigation shows "Library": no query for people without any permission."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"reader_is_editor": False}
    if not user.is_superuser and not getattr(user, "is_granted_more", True):
        return {"reader_is_editor": False}
    return {"reader_is_editor": SimpleLazyObject(lambda: is_editor(user))}
