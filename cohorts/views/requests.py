from django.http import HttpRequest, QueryDict

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: the user is a person."""

    user: User


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is an answer too, and a wrong one."""
    return request.POST if request.method == "POST" else None
