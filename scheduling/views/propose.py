from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from feedback.queries.owed import session_owed_longest
from scheduling.actions.proposals import CannotPropose, propose_session
from scheduling.forms.fields import parse_instant
from scheduling.forms.proposals import ProposeForm
from scheduling.models import Proposal
from scheduling.permissions import can_answer_proposal
from scheduling.queries.bookable import partner_to_ask
from scheduling.queries.proposal_page import asked_time_page
from scheduling.views.access import proposal_or_404, reader_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask a person for a session at the time in `start`; nothing is booked until they accept."""
    user, now = reader_of(request), timezone.now()
    partner = partner_to_ask(public_id, by=user)
    if partner is None:
        raise Http404
    if request.method != "POST":
        form = ProposeForm(initial=request.GET.dict(), proposer=user, partner=partner)
        return _page(request, form, partner=partner, start=request.GET.get("start", ""), now=now)
    form = ProposeForm(request.POST, proposer=user, partner=partner)
    if form.is_valid():
        wanted = {name: form.cleaned_data.get(name, "") for name in _WANTED}
        try:
            proposal = propose_session(
                partner,
                by=user,
                starts_at=form.cleaned_data["start"],
                now=now,
                instead_of=_instead_of(request, form.cleaned_data["instead_of"]),
                **wanted,
            )
        except CannotPropose as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Your proposal is on its way. You hear by mail.")
            return redirect("proposal", proposal.public_id)
    start = request.POST.get("start", "")
    return _page(request, form, partner=partner, start=start, now=now, status=400)


def _instead_of(request: HttpRequest, public_id: UUID | None) -> Proposal | None:
    """What the site proposed, for which this is another time."""
    return proposal_or_404(request, public_id, may=can_answer_proposal) if public_id else None


_WANTED = ("mode", "proposer_kind", "partner_kind", "message")


def _page(
    request: HttpRequest,
    form: ProposeForm,
    *,
    partner: User,
    start: str,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    owed = session_owed_longest(reader_of(request), now=now)
    context: dict[str, Any] = {"form": form, "partner": partner, "owed_session": owed}
    try:
        starts_at = parse_instant(start)
    except ValueError:
        context["problem"] = (
            "We cannot read that time. Choose one from the list."
            if start
            else "Choose a time that suits both of you first."
        )
    else:
        context |= asked_time_page(starts_at, reader_of(request), partner, now=now)
    if status == 200 and context["problem"] and start:
        status = 400
    return render(request, "scheduling/propose.html", context, status=status)
