"""A coach makes a cohort, changes it and removes people."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions.cohorts import change_cohort, make_cohort, renew_join_code
from cohorts.actions.memberships import CannotLeave, remove_member
from cohorts.forms import CohortForm
from cohorts.permissions import can_make_cohorts
from cohorts.queries.cohorts import coached_cohort, current_member
from cohorts.views.requests import SignedInRequest, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request: SignedInRequest) -> HttpResponse:
    """Make a cohort and become its coach."""
    if not can_make_cohorts(request.user):
        raise PermissionDenied
    now = timezone.now()
    form = CohortForm(posted(request), today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        cohort = make_cohort(**form.cleaned_data, by=request.user, now=now)
        messages.success(request, "The cohort is made. Give its join code to your people.")
        return redirect("cohort", cohort.public_id)
    return render(request, "cohorts/cohort_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    now = timezone.now()
    form = CohortForm(posted(request), instance=cohort, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        change_cohort(cohort, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, "The cohort is changed.")
        return redirect("cohort", cohort.public_id)
    # The form has written what was posted into the instance; the heading keeps the old name.
    name = form.initial["name"]
    return render(
        request, "cohorts/cohort_form.html", {"form": form, "cohort": cohort, "name": name}
    )


@login_required
@require_POST
def cohort_code(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Replace the join code."""
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    renew_join_code(cohort, by=request.user, now=timezone.now())
    messages.success(request, "The cohort has a new join code. The old one opens nothing now.")
    return redirect("cohort", cohort.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_remove_member(
    request: SignedInRequest, public_id: UUID, member_id: UUID
) -> HttpResponse:
    """Ask, then end a member's place in the cohort."""
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    membership = get_object_or_404(current_member(cohort, public_id=member_id))
    if request.method != "POST":
        context = {"cohort": cohort, "membership": membership}
        return render(request, "cohorts/remove_member.html", context)
    try:
        remove_member(cohort, member=membership.user, by=request.user, now=timezone.now())
    except CannotLeave as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{membership.user.profile} is no longer in the cohort.")
    return redirect("cohort", cohort.public_id)
