"""Joining by code, and leaving."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts.actions.memberships import (
    CannotJoin,
    CannotLeave,
    TooManyWrongCodes,
    cohort_by_code,
    join_cohort,
    leave_cohort,
)
from cohorts.forms import JoinForm
from cohorts.permissions import is_in_cohort
from cohorts.queries.cohorts import coaches_of, own_cohort
from cohorts.views.requests import SignedInRequest, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: SignedInRequest) -> HttpResponse:
    """Ask for a join code, and lead to the page that says whose it is."""
    form = JoinForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            cohort = cohort_by_code(
                form.cleaned_data["code"], user=request.user, now=timezone.now()
            )
        except CannotJoin as error:
            return _refusal(request, form, error)
        return redirect("join_cohort_by_code", cohort.join_code)
    return render(request, "cohorts/join.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_code(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the cohort's name and coach, and ask; a POST joins."""
    now = timezone.now()
    try:
        cohort = cohort_by_code(code, user=request.user, now=now)
    except CannotJoin as error:
        return _refusal(request, JoinForm({"code": code[:60]}), error)
    if is_in_cohort(request.user, cohort):
        messages.info(request, "You are in this cohort already.")
        return redirect("cohort", cohort.public_id)
    if request.method == "POST":
        join_cohort(cohort, user=request.user, now=now)
        messages.success(request, f"You are now in {cohort}.")
        return redirect("cohort", cohort.public_id)
    context = {"cohort": cohort, "coaches": coaches_of(cohort)}
    return render(request, "cohorts/join_confirm.html", context)


def _refusal(request: SignedInRequest, form: JoinForm, error: CannotJoin) -> HttpResponse:
    form.add_error("code", str(error))
    status = 429 if isinstance(error, TooManyWrongCodes) else 200
    return render(request, "cohorts/join.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_leave(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask, then leave."""
    cohort = get_object_or_404(own_cohort(request.user, public_id=public_id))
    if request.method != "POST":
        return render(request, "cohorts/leave.html", {"cohort": cohort})
    try:
        leave_cohort(cohort, user=request.user, now=timezone.now())
    except CannotLeave as error:
        return render(request, "cohorts/leave.html", {"cohort": cohort, "error": error})
    messages.success(request, f"You have left {cohort}.")
    return redirect("cohorts")
