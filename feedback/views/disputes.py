"""A form that is disputed: say why, decide, take that back."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions.disputes import (
    CannotDispute,
    decide_dispute,
    dispute_review,
    reopen_dispute,
)
from feedback.forms import DecideForm, WordsForm
from feedback.models import Review, ReviewDispute
from feedback.permissions import (
    can_decide_dispute_of,
    can_dispute_review,
    can_look_for_flags,
)
from feedback.queries.disputes import dispute_of_leg, review_disputes_to_decide
from feedback.queries.reports import readable_review_about
from feedback.views.reviews import reader_of


@login_required
@require_safe
def disputed_reports(request: HttpRequest) -> HttpResponse:
    """What a coach (or staff) has to decide."""
    reader = reader_of(request)
    context = {
        "disputes": list(review_disputes_to_decide(reader)[:200]),
        "can_look": can_look_for_flags(reader),
    }
    return render(request, "feedback/disputed_reports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_dispute(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The candidate says why a form should not count; whoever decides reads it here."""
    found = dispute_of_leg(public_id)
    if found is not None and can_decide_dispute_of(reader_of(request), found.review):
        return _page(request, found.review, dispute=found, form=DecideForm())
    review = readable_review_about(reader_of(request), leg_public_id=public_id)
    if review is None or not can_dispute_review(reader_of(request), review):
        raise Http404("There is no such form on you.")
    if found is not None:
        return _page(request, review, dispute=found)
    if request.method != "POST":
        return _page(request, review, form=WordsForm())
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, review, form=form, status=HTTPStatus.BAD_REQUEST)
    dispute_review(
        review, text=form.cleaned_data["text"], by=reader_of(request), now=timezone.now()
    )
    messages.success(request, "Disputed. A coach or our staff looks at it; we tell you by mail.")
    return redirect("report_dispute", public_id)


@login_required
@require_POST
def report_dispute_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    dispute = _dispute_or_404(request, public_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(
            request, dispute.review, dispute=dispute, form=form, status=HTTPStatus.BAD_REQUEST
        )
    words = "Decided: both are told. You can open it again at any time."

    def decide() -> None:
        decide_dispute(dispute, by=reader_of(request), now=timezone.now(), **form.cleaned_data)

    return _done(request, public_id, decide, words=words)


@login_required
@require_POST
def report_dispute_reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    dispute = _dispute_or_404(request, public_id)

    def reopen() -> None:
        reopen_dispute(dispute, by=reader_of(request), now=timezone.now())

    return _done(request, public_id, reopen, words="Open again: the form counts until you decide.")


def _done(
    request: HttpRequest, public_id: UUID, act: Callable[[], None], *, words: str
) -> HttpResponse:
    try:
        act()
    except CannotDispute as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("report_dispute", public_id)


def _dispute_or_404(request: HttpRequest, public_id: UUID) -> ReviewDispute:
    dispute = dispute_of_leg(public_id)
    if dispute is None or not can_decide_dispute_of(reader_of(request), dispute.review):
        raise Http404("There is nothing for you to decide.")
    return dispute


def _page(
    request: HttpRequest,
    review: Review,
    *,
    dispute: ReviewDispute | None = None,
    form: WordsForm | DecideForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "review": review,
        "leg": review.leg,
        "dispute": dispute,
        "form": form,
        "is_own": review.subject_id == reader_of(request).pk,
    }
    return render(request, "feedback/report_dispute.html", context, status=status)
