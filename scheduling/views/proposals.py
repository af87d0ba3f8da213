from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from feedback.queries.owed import session_owed_longest
from scheduling.actions.acceptance import CannotAccept, accept_when_free
from scheduling.actions.proposals import CannotAnswer, decline_proposal, withdraw_proposal
from scheduling.actions.undo import CannotUndo, undo_decline, undo_withdraw
from scheduling.forms.proposals import DeclineForm, ReasonForm
from scheduling.models import Proposal
from scheduling.permissions import can_answer_proposal, can_withdraw_proposal
from scheduling.queries.match_preferences import finder_page
from scheduling.queries.proposal_page import proposal_page
from scheduling.queries.proposals import closed_proposals, open_made, open_received
from scheduling.views.access import proposal_or_404, reader_of

CLOSED_PER_PAGE = 20


@login_required
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, what the reader waits for, and what became of the rest."""
    user, now = reader_of(request), timezone.now()
    closed = Paginator(closed_proposals(user, now=now), CLOSED_PER_PAGE)
    context = {
        "received": open_received(user, now=now),
        "made": open_made(user, now=now),
        "closed": closed.get_page(request.GET.get("page")),
        "finder": finder_page(user, now=now),
    }
    return render(request, "scheduling/proposals.html", context)


@login_required
@require_safe
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _page(request, proposal_or_404(request, public_id))


def _page(
    request: HttpRequest,
    shown: Proposal,
    *,
    problem: str = "",
    form: ReasonForm | DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, now = reader_of(request), timezone.now()
    context = proposal_page(shown, user, now=now)
    context |= {"form": form or _decline_form(shown), "problem": problem}
    context["owed_session"] = session_owed_longest(user, now=now)
    return render(request, "scheduling/proposal.html", context, status=status)


def _decline_form(
    shown: Proposal, data: Mapping[str, Any] | None = None
) -> ReasonForm | DeclineForm:
    """A new time for a session is answered in words; a session also with why not."""
    return ReasonForm(data) if shown.is_move else DeclineForm(data)


def _again(request: HttpRequest, public_id: UUID, *, problem: str) -> HttpResponse:
    """The proposal as it is now, and why nothing was changed."""
    return _page(request, proposal_or_404(request, public_id), problem=problem, status=409)


@login_required
@require_POST
def proposal_accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    asked = proposal_or_404(request, public_id, may=can_answer_proposal)
    try:
        session = accept_when_free(asked, by=reader_of(request), now=timezone.now())
    except CannotAccept as error:
        return _again(request, public_id, problem=str(error))
    if session is None:
        name = asked.other_than(reader_of(request)).profile.pseudonym
        messages.success(request, f"You said yes. It is booked as soon as {name} says yes too.")
        return redirect("proposal", public_id)
    done = "The session has its new time." if asked.is_move else "Your session is booked."
    messages.success(request, f"{done} Both of you get an invitation by mail.")
    return redirect("session", session.public_id)


@login_required
@require_POST
def proposal_decline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    asked = proposal_or_404(request, public_id, may=can_answer_proposal)
    form = _decline_form(asked, request.POST)
    if not form.is_valid():
        return _page(request, asked, form=form, status=400)
    try:
        decline_proposal(asked, by=reader_of(request), now=timezone.now(), **form.cleaned_data)
    except CannotAnswer as error:
        return _again(request, public_id, problem=str(error))
    messages.success(
        request,
        "Declined. Whoever waits for your answer is told by mail. For 15 minutes you can take it"
        " back on the proposal’s page.",
    )
    return redirect("proposals")


@login_required
@require_POST
def proposal_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    made = proposal_or_404(request, public_id, may=can_withdraw_proposal)
    try:
        withdraw_proposal(made, by=reader_of(request), now=timezone.now())
    except CannotAnswer as error:
        return _again(request, public_id, problem=str(error))
    messages.success(request, "Withdrawn. Nothing was booked. You can undo it for 15 minutes.")
    return redirect("proposal", public_id)


@login_required
@require_POST
def proposal_undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back one's own no, or one's own withdrawal, for 15 minutes."""
    shown = proposal_or_404(request, public_id)
    user = reader_of(request)
    undo = undo_withdraw if can_withdraw_proposal(user, shown) else undo_decline
    try:
        undo(shown, by=user, now=timezone.now())
    except CannotUndo as error:
        return _again(request, public_id, problem=str(error))
    messages.success(request, "The proposal is open again.")
    return redirect("proposal", public_id)
