"""Flags of unfair raters: what there is to look at, one with its forms, decide, take back."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from feedback.actions.flags import CannotDecide, decide_flag, take_back_flag
from feedback.forms import FlagForm
from feedback.permissions import can_look_for_flags
from feedback.queries.flags import flag_for, flag_list, flag_page
from feedback.views.reviews import reader_of


@login_required
@require_safe
def rater_flags(request: HttpRequest) -> HttpResponse:
    """For coaches and staff. Nobody else learns that there is such a page."""
    if not can_look_for_flags(reader_of(request)):
        raise Http404("There is nothing for you to look at.")
    return render(request, "feedback/rater_flags.html", {"flags": flag_list(reader_of(request))})


@login_required
@require_safe
def rater_flag(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _page(request, _flag_or_404(request, public_id))


@login_required
@require_POST
def rater_flag_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    flag = _flag_or_404(request, public_id)
    form = FlagForm(request.POST)
    if not form.is_valid():
        return _page(request, flag, form=form, status=HTTPStatus.BAD_REQUEST)
    try:
        decide_flag(flag, by=reader_of(request), now=timezone.now(), **form.cleaned_data)
    except CannotDecide as error:
        form.add_error(None, str(error))
        return _page(
            request, _flag_or_404(request, public_id), form=form, status=HTTPStatus.CONFLICT
        )
    messages.success(request, "Decided. You or anybody else who may can take it back at any time.")
    return redirect("rater_flag", public_id)


@login_required
@require_POST
def rater_flag_take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    flag = _flag_or_404(request, public_id)
    try:
        take_back_flag(flag, by=reader_of(request), now=timezone.now())
    except CannotDecide as error:
        messages.error(request, str(error))
        return redirect("rater_flags")
    messages.success(request, "Taken back: all forms count in full, until somebody decides anew.")
    return redirect("rater_flag", public_id)


def _flag_or_404(request: HttpRequest, public_id: UUID) -> Any:
    flag = flag_for(reader_of(request), public_id=public_id)
    if flag is None:
        raise Http404("There is nothing for you to look at.")
    return flag


def _page(
    request: HttpRequest,
    flag: Any,
    *,
    form: FlagForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    page = flag_page(flag, reader=reader_of(request))
    if form is None:
        form = FlagForm(initial={"seen": page.seen})
    else:  # what is decided next is on the forms as they are shown now
        form.data = {**form.data, "seen": page.seen}
    context = {"page": page, "flag": flag, "form": form}
    return render(request, "feedback/rater_flag.html", context, status=status)
