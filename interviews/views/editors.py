"""Pages for editors: to everybody else who is signed in they are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from accounts.views.requests import SignedInRequest
from interviews.permissions import is_editor

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[SignedInRequest, Arguments], HttpResponse]


def for_editors(view: View[Arguments]) -> Callable[..., HttpResponse]:
    """Anonymous readers are asked to sign in; others who are no editors get a 404."""

    @wraps(view)
    def guarded(
        request: SignedInRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        if not is_editor(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)
