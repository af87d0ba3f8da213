"""Who came: dispute it, agree, decide."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from interviews.actions.life import CannotChangeSession
from interviews.models import Dispute, Session
from interviews.permissions import can_change_session, can_decide_dispute, is_participant
from interviews.queries.disputes import disputes_to_decide, find_dispute
from interviews.queries.sessions import session_with_people
from scheduling.actions import disputes as acts
from scheduling.forms.disputes import DecideForm, DisputeForm
from scheduling.queries.dispute_page import dispute_page
from scheduling.queries.session_after import after_session
from scheduling.views.access import reader_of, session_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_dispute(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that a mark is wrong, for 72 hours after it was made."""
    shown = session_or_404(request, public_id, may=can_change_session)
    user, now = reader_of(request), timezone.now()
    form, status = DisputeForm(session=shown, reader=user), 200
    if request.method == "POST":
        form, status = DisputeForm(request.POST, session=shown, reader=user), 400
        if form.is_valid():
            try:
                opened = acts.dispute(by=user, now=now, **form.cleaned_data)
            except CannotChangeSession as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, "Disputed. Until it is settled, the mark counts nothing.")
                return redirect("dispute", opened.public_id)
    context = {"session": shown, "form": form, "after": after_session(shown, user, now=now)}
    return render(request, "scheduling/session_dispute.html", context, status=status)


@login_required
@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """What a coach (or staff) has to decide."""
    user = reader_of(request)
    found = list(disputes_to_decide(user)[:200])
    return render(request, "scheduling/disputes.html", {"disputes": found})


def _dispute_or_404(
    request: HttpRequest, public_id: UUID, *, may: Callable[[User, Session], bool]
) -> tuple[Dispute, Session]:
    found = find_dispute(public_id)
    if found is None:
        raise Http404
    session = session_with_people(pk=found.place.session_id)
    if not may(reader_of(request), session):
        raise Http404
    return found, session


def _can_view(user: User, session: Session) -> bool:
    return is_participant(user, session) or can_decide_dispute(user, session)


@login_required
@require_safe
def dispute(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One dispute: for the two people, and whoever may decide it."""
    return _page(request, public_id)


def _page(
    request: HttpRequest,
    public_id: UUID,
    *,
    problem: str = "",
    form: DecideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found, session = _dispute_or_404(request, public_id, may=_can_view)
    context = dispute_page(found, session, reader_of(request), now=timezone.now())
    context |= {"form": form or DecideForm(), "problem": problem}
    return render(request, "scheduling/dispute.html", context, status=status)


def _done(
    request: HttpRequest, public_id: UUID, act: Callable[[], None], *, words: str
) -> HttpResponse:
    try:
        act()
    except CannotChangeSession as error:
        return _page(request, public_id, problem=str(error), status=409)
    messages.success(request, words)
    return redirect("dispute", public_id)


@login_required
@require_POST
def dispute_agree(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, _ = _dispute_or_404(request, public_id, may=can_change_session)
    user, now = reader_of(request), timezone.now()
    words = "Agreed: the mark is settled. You can take that back for 15 minutes."
    return _done(request, public_id, lambda: acts.agree(found, by=user, now=now), words=words)


@login_required
@require_POST
def dispute_take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, _ = _dispute_or_404(request, public_id, may=can_change_session)
    user, now = reader_of(request), timezone.now()
    words = "Taken back: the mark is as it was."
    return _done(request, public_id, lambda: acts.take_back(found, by=user, now=now), words=words)


@login_required
@require_POST
def dispute_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, _ = _dispute_or_404(request, public_id, may=can_decide_dispute)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, form=form, status=400)
    user, now = reader_of(request), timezone.now()
    words = "Decided: both are told. You can take that back for 15 minutes."
    return _done(
        request,
        public_id,
        lambda: acts.decide(found, by=user, now=now, **form.cleaned_data),
        words=words,
    )


@login_required
@require_POST
def dispute_reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whoever agreed or decided takes that back."""
    found, _ = _dispute_or_404(request, public_id, may=_can_view)
    user, now = reader_of(request), timezone.now()
    words = "The dispute is open again."
    return _done(request, public_id, lambda: acts.reopen(found, by=user, now=now), words=words)
