"""The form of a submitted review, to be changed."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from feedback.actions.reviews import CannotSave, SavedElsewhere
from feedback.actions.revising import revise_review
from feedback.domain.versions import EDITABLE_FOR
from feedback.forms import ReviewForm
from feedback.models import Review
from feedback.permissions import can_edit_review
from feedback.queries.changes import Change, changes_between
from feedback.queries.forms import answers_of
from feedback.views.reviews import form_of, own_review_or_404, progress_of, reader_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what was submitted; what was released before stays readable as a version."""
    own = own_review_or_404(request, public_id)
    if not own.is_submitted:
        return redirect("review", public_id)
    if not can_edit_review(reader_of(request), own, now=timezone.now()):
        messages.info(request, "This form cannot be changed any more.")
        return redirect("report", own.leg.public_id)
    if request.method != "POST":
        return _page(request, own, form_of(own))
    form = form_of(own, request, is_final=True)
    return _revise(request, own, form) if form.is_valid() else _page(request, own, form)


def _revise(request: HttpRequest, own: Review, form: ReviewForm) -> HttpResponse:
    try:
        stored = revise_review(
            own,
            answers=form.answers,
            revision=form.cleaned_data["revision"],
            by=reader_of(request),
            now=timezone.now(),
        )
    except SavedElsewhere as error:
        others = changes_between(answers_of(error.stored), form.answers, form.sheet)
        return _page(request, error.stored, form, conflict=str(error), differences=others)
    except CannotSave as error:
        messages.error(request, str(error))
    else:
        told = f"{own.subject.profile.pseudonym} sees what changed, and is told by mail."
        messages.success(request, f"Changed. {told}" if stored.revised_at else "Changed.")
    return redirect("report", own.leg.public_id)


def _page(
    request: HttpRequest,
    stored: Review,
    form: ReviewForm,
    *,
    conflict: str = "",
    differences: Sequence[Change] = (),
) -> HttpResponse:
    context = {
        "review": form.review,
        "revision": stored.revision,
        "form": form,
        "conflict": conflict,
        "differences": differences,
        "is_edit": True,
        "editable_days": EDITABLE_FOR.days,
        **progress_of(form),
    }
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.OK
    return render(request, "feedback/review.html", context, status=status)
