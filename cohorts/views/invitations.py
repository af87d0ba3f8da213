"""Inviting by CSV, and accepting by the mailed link."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions.invitations import (
    CannotAccept,
    CannotInvite,
    accept_invitation,
    invite_people,
    send_invitation_again,
    withdraw_invitation,
)
from cohorts.forms import RosterForm
from cohorts.queries.cohorts import coached_cohort, pending_invitation
from cohorts.queries.invitations import accepted_cohort, invitation_by_token, is_addressed_to
from cohorts.queries.roster import check_roster
from cohorts.views.requests import SignedInRequest, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_import(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """A list of people: first the dry run, then, posted again with `confirm`, the invitations."""
    cohort = get_object_or_404(coached_cohort(request.user, public_id=public_id))
    form = RosterForm(posted(request), request.FILES if request.method == "POST" else None)
    context = {"cohort": cohort, "form": form}
    if not form.is_valid():
        return render(request, "cohorts/import.html", context)
    roster = form.cleaned_data["roster"]
    if "confirm" not in request.POST:
        context["check"] = check_roster(cohort, roster=roster)
        context["text"] = form.cleaned_data["text"]
        return render(request, "cohorts/import.html", context)
    try:
        invited = invite_people(cohort, roster=roster, by=request.user, now=timezone.now())
    except CannotInvite as error:
        form.add_error(None, str(error))
        return render(request, "cohorts/import.html", context)
    people = "1 person is" if invited == 1 else f"{invited} people are"
    messages.success(request, f"{people} invited. The mails are on their way.")
    return redirect("cohort", cohort.public_id)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_invitation(request: SignedInRequest, token: str) -> HttpResponse:
    """Show what the link invites to, and ask; a POST accepts."""
    now = timezone.now()
    if request.method == "POST":
        try:
            membership = accept_invitation(token, user=request.user, now=now)
        except CannotAccept as error:
            return _dead_link(request, str(error))
        messages.success(request, f"You are now in {membership.cohort}.")
        return redirect("cohort", membership.cohort.public_id)
    joined = accepted_cohort(token, user=request.user)
    if joined is not None:
        return redirect("cohort", joined.public_id)
    invitation = invitation_by_token(token, now=now)
    if invitation is None:
        return _dead_link(request, "This invitation was withdrawn, used or has expired.")
    context = {"invitation": invitation, "is_mine": is_addressed_to(invitation, request.user)}
    return render(request, "cohorts/invitation.html", context)


def _dead_link(request: SignedInRequest, message: str) -> HttpResponse:
    return render(request, "cohorts/invitation.html", {"message": message}, status=404)


@login_required
@require_POST
def invitation_resend(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(pending_invitation(request.user, public_id=public_id))
    try:
        send_invitation_again(invitation, by=request.user, now=timezone.now())
    except CannotInvite as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"A new invitation is on its way to {invitation.email}.")
    return redirect("cohort", invitation.cohort.public_id)


@login_required
@require_POST
def invitation_withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(pending_invitation(request.user, public_id=public_id))
    try:
        withdraw_invitation(invitation, by=request.user, now=timezone.now())
    except CannotInvite as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    return redirect("cohort", invitation.cohort.public_id)
