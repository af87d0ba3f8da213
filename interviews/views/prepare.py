"""The interviewer reads their packet before the session."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from interviews.actions.readings import CannotPrepare, answer_check, open_packet
from interviews.domain.session_times import packet_opens_at
from interviews.models import Leg
from interviews.queries.aims import aims_of
from interviews.queries.readings import leg_to_prepare, reading_of, reading_page

_QUESTION = re.compile(r"question-([0-9])")
_OPTION = re.compile(r"[0-9]")


@require_safe
@never_cache
@login_required
def prepare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The packet with a timer and three questions; before it opens, when it will."""
    return _show(request, _leg_or_404(request, public_id), template="interviews/prepare.html")


@require_safe
@never_cache
@login_required
def prepare_print(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The packet alone, for paper."""
    return _show(request, _leg_or_404(request, public_id), template="interviews/prepare_print.html")


@require_POST
@never_cache
@login_required
def prepare_check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The answers to the three questions: back to the packet with what was right."""
    leg = _leg_or_404(request, public_id)
    chosen = _chosen(request.POST.dict())
    try:
        right = answer_check(leg, answers=chosen, by=_reader(request), now=timezone.now())
    except CannotPrepare as error:
        messages.error(request, str(error))
        return redirect("prepare", public_id)
    if all(right):
        messages.success(request, "All three are right: you are prepared. Your partner sees that.")
        return redirect("prepare", public_id)
    return _show(request, leg, template="interviews/prepare.html", chosen=chosen, right=right)


def _chosen(posted: Mapping[str, str]) -> dict[int, int]:
    """{question: option}; what is neither is left out, and so a wrong answer."""
    return {
        int(found[1]): int(value)
        for name, value in posted.items()
        if (found := _QUESTION.fullmatch(name)) and _OPTION.fullmatch(value)
    }


def _show(
    request: HttpRequest,
    leg: Leg,
    *,
    template: str,
    chosen: dict[int, int] | None = None,
    right: list[bool] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"leg": leg, "session": leg.session, "is_checked": right is not None}
    try:
        open_packet(leg, by=_reader(request), now=timezone.now())
    except CannotPrepare:
        return render(
            request, template, context | {"opens_at": packet_opens_at(leg.session.starts_at)}
        )
    page = reading_page(leg)
    asked = [
        {
            "number": n,
            "question": question,
            "chosen": (chosen or {}).get(n),
            "is_right": right is not None and right[n],
        }
        for n, question in enumerate(page.questions)
    ]
    return render(
        request,
        template,
        context | {"page": page, "reading": reading_of(leg), "asked": asked, "aims": aims_of(leg)},
    )


def _leg_or_404(request: HttpRequest, public_id: UUID) -> Leg:
    leg = leg_to_prepare(public_id, user=_reader(request))
    if leg is None:
        raise Http404
    return leg


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
