"""The form of a submitted review, to be changed: show, keep as a draft, send, throw away."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from feedback.actions.edit_drafts import discard_edit, save_edit
from feedback.actions.reviews import CannotSave, SavedElsewhere
from feedback.actions.revising import revise_review
from feedback.forms import ReviewForm
from feedback.models import Review
from feedback.permissions import can_edit_review
from feedback.queries.changes import Change, changes_between
from feedback.queries.edits import Edit, edit_of
from feedback.views.reviews import (
    conflict_answer,
    final_answer,
    form_of,
    form_page,
    own_review_or_404,
    reader_of,
    saved_words,
    wants_json,
)


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
        return _page(request, own, form_of(own, answers=edit_of(own).answers))
    form = form_of(own, request, is_final=True)
    return _revise(request, own, form) if form.is_valid() else _keep_and_show(request, own, form)


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
        return _conflict(request, error, form)
    except CannotSave as error:
        messages.error(request, str(error))
    else:
        told = f"{own.subject.profile.pseudonym} sees what changed, and is told by mail."
        messages.success(request, f"Changed. {told}" if stored.revised_at else "Changed.")
    return redirect("report", own.leg.public_id)


def _keep_and_show(request: HttpRequest, own: Review, form: ReviewForm) -> HttpResponse:
    """Something is missing: keep what is there, and name what is missing."""
    draft = form_of(own, request)
    if not draft.is_valid():
        return _page(request, own, form, typed_on=draft.cleaned_data.get("revision"))
    try:
        _keep(request, own, draft)
    except SavedElsewhere as error:
        return _conflict(request, error, draft)
    except CannotSave as error:
        return _refused(request, own, error)
    return _page(request, own, form)


def _keep(request: HttpRequest, own: Review, form: ReviewForm) -> Edit:
    return save_edit(
        own,
        answers=form.answers,
        revision=form.cleaned_data["revision"],
        by=reader_of(request),
        now=timezone.now(),
    )


@login_required
@require_POST
def review_edit_draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the posted change without sending it: JSON for the script, else a redirect."""
    own = own_review_or_404(request, public_id)
    form = form_of(own, request)
    if not form.is_valid():
        if not wants_json(request):
            return _page(request, own, form, typed_on=form.cleaned_data.get("revision"))
        error = "Not kept: an answer is too long or not possible."
        return JsonResponse({"error": error}, status=HTTPStatus.BAD_REQUEST)
    try:
        kept = _keep(request, own, form)
    except SavedElsewhere as error:
        return _conflict(request, error, form)
    except CannotSave as error:
        return _refused(request, own, error)
    if wants_json(request):
        return JsonResponse(saved_words(timezone.now(), kept.revision, form))
    messages.success(request, "Kept, and not sent: nobody but you can see it.")
    return redirect("review_edit", public_id)


@login_required
@require_POST
def review_edit_discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw away what was kept and not sent."""
    own = own_review_or_404(request, public_id)
    try:
        discard_edit(own, by=reader_of(request), now=timezone.now())
    except CannotSave as error:
        return _refused(request, own, error)
    messages.success(request, "Thrown away. The form stays as it was.")
    return redirect("report", own.leg.public_id)


def _refused(request: HttpRequest, own: Review, error: CannotSave) -> HttpResponse:
    if wants_json(request):
        return final_answer(error)
    messages.info(request, str(error))
    return redirect("report", own.leg.public_id)


def _conflict(request: HttpRequest, error: SavedElsewhere, form: ReviewForm) -> HttpResponse:
    """Both wordings where they differ; nothing is written until one is chosen."""
    other = edit_of(error.stored)
    differences = changes_between(other.answers, form.answers, form.sheet)
    if wants_json(request):
        return conflict_answer(error, other.revision, differences)
    return _page(request, error.stored, form, conflict=str(error), differences=differences)


def _page(
    request: HttpRequest,
    stored: Review,
    form: ReviewForm,
    *,
    conflict: str = "",
    differences: Sequence[Change] = (),
    typed_on: int | None = None,
) -> HttpResponse:
    """`typed_on`: the revision of what could not be kept, so that it replaces nothing newer."""
    edit = edit_of(stored)
    return form_page(
        request,
        form,
        revision=edit.revision if typed_on is None else typed_on,
        conflict=conflict,
        differences=differences,
        is_edit=True,
        kept_at=edit.kept_at,
    )
