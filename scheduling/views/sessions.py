from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interviews.actions.sessions import (
    CannotChangeSession,
    set_meeting_url,
)
from interviews.models import Session
from interviews.permissions import can_change_session, can_view_session
from interviews.queries.sessions import coming_sessions, past_sessions
from interviews.session_panels import panels_of
from scheduling.actions.bookings import CannotCancel, cancel_booking
from scheduling.actions.overlaps import keep_session
from scheduling.actions.proposals import CannotPropose, move_when_free
from scheduling.actions.reconfirmation import reconfirm_booking
from scheduling.actions.undo import CannotUndo, undo_cancel_when_free
from scheduling.forms.proposals import ReasonForm
from scheduling.forms.sessions import MeetingUrlForm, MoveForm
from scheduling.queries.overlaps import open_overlap
from scheduling.queries.proposals import open_received
from scheduling.queries.session_after import after_session
from scheduling.queries.session_page import alternatives, move_notices, session_page
from scheduling.queries.session_rows import session_rows
from scheduling.views.access import reader_of, session_or_404

PAST_PER_PAGE = 20


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """The reader's sessions: coming and past."""
    user, now = reader_of(request), timezone.now()
    past = Paginator(past_sessions(user, now=now), PAST_PER_PAGE)
    page = past.get_page(request.GET.get("page"))
    context = {
        "coming": session_rows(coming_sessions(user, now=now), user),
        "past": session_rows(page.object_list, user),
        "page": page,
        "waiting": open_received(user, now=now).count(),
    }
    return render(request, "scheduling/sessions.html", context)


@login_required
@require_safe
def session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One session, for its two people; a coach of either reads along."""
    return _page(request, session_or_404(request, public_id, may=can_view_session))


def _page(
    request: HttpRequest,
    shown: Session,
    *,
    problem: str = "",
    form: MeetingUrlForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, now = reader_of(request), timezone.now()
    context = {
        "page": session_page(shown, user, now=now),
        "after": after_session(shown, user, now=now),
        "overlap": open_overlap(shown, user, now=now) if shown.is_live else None,
        "panels": panels_of(shown, user, now=now),
        "form": form or MeetingUrlForm(initial={"meeting_url": shown.meeting_url}),
        "problem": problem,
    }
    return render(request, "scheduling/session.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Says what cancelling does (and that it is late), then does it."""
    shown = session_or_404(request, public_id, may=can_change_session)
    user, now = reader_of(request), timezone.now()
    form, problem, status = ReasonForm(request.POST or None), "", 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        status = 400
        if form.is_valid():
            try:
                cancel_booking(shown, by=user, reason=form.cleaned_data["reason"], now=now)
            except CannotCancel as error:
                problem, status = str(error), 409
                shown = session_or_404(request, public_id, may=can_change_session)
            else:
                messages.success(
                    request,
                    "Cancelled. Both of you get a mail about it. For 15 minutes you can take it"
                    " back.",
                )
                return redirect("session", public_id)
    context = {"page": session_page(shown, user, now=now), "form": form, "problem": problem}
    return render(request, "scheduling/session_cancel.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Propose another time; the old one stands until the partner accepts."""
    shown = session_or_404(request, public_id, may=can_change_session)
    user, now = reader_of(request), timezone.now()
    page = session_page(shown, user, now=now)
    times = alternatives(shown, user, now=now) if page.can_cancel else []
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        initial={"start": request.GET.get("start", "")},
        alternatives=times,
        partner=page.partner,
    )
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("starts_at", "message")}
        try:
            proposal = move_when_free(shown, by=user, now=now, **asked)
        except CannotPropose as error:
            form.add_error(None, str(error))
            shown = session_or_404(request, public_id, may=can_change_session)
            page = session_page(shown, user, now=now)
        else:
            messages.success(request, "Proposed. The old time stands until your partner says yes.")
            return redirect("proposal", proposal.public_id)
    context = {"page": page, "form": form, "notices": move_notices(page, times, now=now)}
    status = 400 if form.errors else 200
    return render(request, "scheduling/session_move.html", context, status=status)


@login_required
@require_POST
def session_meeting_url(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = session_or_404(request, public_id, may=can_change_session)
    form = MeetingUrlForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form=form, status=400)
    try:
        url = form.cleaned_data["meeting_url"]
        set_meeting_url(shown, url=url, by=reader_of(request), now=timezone.now())
    except CannotChangeSession as error:
        return _page(request, shown, problem=str(error), status=409)
    messages.success(request, "The meeting link is saved. Your partner sees it here too.")
    return redirect("session", public_id)


@login_required
@require_POST
def session_keep(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Busy time of one's own has come over it, and it stands all the same."""
    shown = session_or_404(request, public_id, may=can_change_session)
    if keep_session(shown, by=reader_of(request), now=timezone.now()):
        messages.success(request, "The session stands. We do not ask about that time again.")
    else:
        messages.info(request, "There is nothing to answer any more. Nothing was changed.")
    return redirect("session", public_id)


@login_required
@require_POST
def session_reconfirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = session_or_404(request, public_id, may=can_change_session)
    try:
        reconfirm_booking(shown, by=reader_of(request), now=timezone.now())
    except CannotChangeSession as error:
        return _page(request, shown, problem=str(error), status=409)
    messages.success(request, "Thank you. Your partner sees that you will be there.")
    return redirect("session", public_id)


@login_required
@require_POST
def session_undo_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whoever cancelled takes it back, for 15 minutes."""
    shown = session_or_404(request, public_id, may=can_change_session)
    try:
        undo_cancel_when_free(shown, by=reader_of(request), now=timezone.now())
    except CannotUndo as error:
        shown = session_or_404(request, public_id, may=can_change_session)
        return _page(request, shown, problem=str(error), status=409)
    messages.success(request, "The session is on again. Both of you get a new invitation.")
    return redirect("session", public_id)
