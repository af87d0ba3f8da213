from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cohorts.queries.cohorts import has_cohorts


def cohorts(request: HttpRequest) -> dict[str, Any]:
    """Whether the navigation shows "Cohorts": one query, only on pages that ask."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"reader_has_cohorts": False}
    return {"reader_has_cohorts": SimpleLazyObject(lambda: has_cohorts(user))}
