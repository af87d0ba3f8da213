"""The form of a review: show, save as a draft, submit."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from feedback.actions.reviews import (
    CannotSave,
    SavedElsewhere,
    save_draft,
    submit_review,
)
from feedback.domain.answers import Answers, count_answered, count_questions, missing_answers
from feedback.domain.moments import filled_from
from feedback.domain.versions import EDITABLE_FOR
from feedback.forms import ReviewForm
from feedback.models import Review
from feedback.queries.changes import Change, changes_between
from feedback.queries.drills import drills_for
from feedback.queries.forms import answers_of, owed_self_review, review_written_by, sheet_of
from feedback.queries.moments import notes_for
from feedback.queries.owed import reviews_owed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The author's form. A submitted one is read in the report."""
    own = own_review_or_404(request, public_id)
    first = owed_self_review(own)
    if first is not None:
        messages.info(request, "First rate yourself in this round; then the other form opens.")
        return redirect("review", first.public_id)
    if request.method == "POST":
        return _submit(request, own)
    if own.is_submitted:
        return redirect("report", own.leg.public_id)
    return _page(request, own, form_of(own))


def _submit(request: HttpRequest, own: Review) -> HttpResponse:
    form = form_of(own, request, is_final=True)
    if not form.is_valid():
        return _keep_and_show(request, own, form)
    try:
        submit_review(
            own,
            answers=form.answers,
            revision=form.cleaned_data["revision"],
            by=reader_of(request),
            now=timezone.now(),
        )
    except SavedElsewhere as error:
        return _conflict(request, error, form)
    except CannotSave as error:  # submitted already, say
        messages.info(request, str(error))
        return redirect("session_feedback", own.leg.session.public_id)
    return _after_submitting(request, own)


def _keep_and_show(request: HttpRequest, own: Review, form: ReviewForm) -> HttpResponse:
    """Something is missing: keep what is there as the draft, and name what is missing."""
    draft = form_of(own, request)
    if not draft.is_valid():
        return _page(request, own, form, typed_on=draft.cleaned_data.get("revision"))
    try:
        stored = _save(request, own, draft)
    except SavedElsewhere as error:
        return _conflict(request, error, draft)
    except CannotSave as error:
        messages.info(request, str(error))
        return redirect("session_feedback", own.leg.session.public_id)
    return _page(request, stored, form)


def _after_submitting(request: HttpRequest, own: Review) -> HttpResponse:
    session = own.leg.session
    following = reviews_owed(reader_of(request)).filter(leg__session=session).first()
    if following is None:
        messages.success(request, "Submitted. That was your last form of this session.")
        return redirect("session_feedback", session.public_id)
    messages.success(request, "Submitted. Here is the next form.")
    return redirect("review", following.public_id)


@login_required
@require_POST
def review_autosave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the posted form as the draft: JSON for the script, a redirect for a plain form."""
    own = own_review_or_404(request, public_id)
    form = form_of(own, request)
    if not form.is_valid():
        return _refused(request, own, form, "Not saved: an answer is too long or not possible.")
    try:
        stored = _save(request, own, form)
    except SavedElsewhere as error:
        return _conflict(request, error, form)
    except CannotSave as error:  # submitted already, or waiting for the self-score
        if wants_json(request):
            return final_answer(error)
        messages.info(request, str(error))
        return redirect("session_feedback", own.leg.session.public_id)
    if wants_json(request):
        return JsonResponse(saved_words(stored.saved_at, stored.revision, form))
    messages.success(request, "Draft saved. Nobody but you can see it.")
    return redirect("review", public_id)


def _save(request: HttpRequest, own: Review, form: ReviewForm) -> Review:
    return save_draft(
        own,
        answers=form.answers,
        revision=form.cleaned_data["revision"],
        by=reader_of(request),
        now=timezone.now(),
    )


def _refused(request: HttpRequest, stored: Review, form: ReviewForm, words: str) -> HttpResponse:
    if wants_json(request):
        answer = {"error": words, "revision": stored.revision}
        return JsonResponse(answer, status=HTTPStatus.BAD_REQUEST)
    return _page(request, stored, form, typed_on=form.cleaned_data.get("revision"))


def _conflict(request: HttpRequest, error: SavedElsewhere, form: ReviewForm) -> HttpResponse:
    """Both versions in view, where they differ. Nothing is written until one is chosen."""
    stored = error.stored
    differences = changes_between(answers_of(stored), form.answers, form.sheet)
    if not wants_json(request):
        return _page(request, stored, form, conflict=str(error), differences=differences)
    return conflict_answer(error, stored.revision, differences)


def conflict_answer(
    error: SavedElsewhere, revision: int, differences: Sequence[Change]
) -> JsonResponse:
    answer = {
        "error": str(error),
        "revision": revision,
        "differences": [vars(difference) for difference in differences],
    }
    return JsonResponse(answer, status=HTTPStatus.CONFLICT)


def final_answer(error: CannotSave) -> JsonResponse:
    """To the script: there is nothing to save any more."""
    return JsonResponse({"error": str(error), "is_final": True}, status=HTTPStatus.CONFLICT)


def saved_words(saved_at: datetime | None, revision: int, form: ReviewForm) -> dict[str, Any]:
    """What the script shows after a save."""
    assert saved_at is not None
    return {
        "revision": revision,
        "saved_at": saved_at.isoformat(),
        "saved_clock": f"{timezone.localtime(saved_at):%H:%M}",
        **progress_of(form),
    }


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
    return form_page(
        request,
        form,
        revision=stored.revision if typed_on is None else typed_on,
        conflict=conflict,
        differences=differences,
        saved_at=stored.saved_at,
    )


def form_page(
    request: HttpRequest,
    form: ReviewForm,
    *,
    revision: int,
    conflict: str,
    differences: Sequence[Change],
    **more: Any,
) -> HttpResponse:
    """The page of a form being written or changed; `more` goes to its template."""
    context = {
        "review": form.review,
        "revision": revision,
        "form": form,
        "conflict": conflict,
        "differences": differences,
        "editable_days": EDITABLE_FOR.days,
        **progress_of(form),
        **more,
    }
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.OK
    return render(request, "feedback/review.html", context, status=status)


def progress_of(form: ReviewForm) -> dict[str, Any]:
    """What is missing in the form as posted, or as stored when nothing was posted."""
    has_data = form.is_bound and hasattr(form, "cleaned_data")
    answers = form.answers if has_data else form.given
    missing = missing_answers(answers, form.sheet)
    return {
        "missing": [{"field": item.field, "label": item.label} for item in missing],
        "answered": count_answered(answers, form.sheet),
        "total": count_questions(form.sheet),
    }


def own_review_or_404(request: HttpRequest, public_id: UUID) -> Review:
    own = review_written_by(reader_of(request), public_id=public_id)
    if own is None:
        raise Http404("No such form of yours.")
    return own


def form_of(
    own: Review,
    request: HttpRequest | None = None,
    *,
    is_final: bool = False,
    answers: Answers | None = None,
) -> ReviewForm:
    """With what is stored, unless other `answers` are given; then with what was posted."""
    notes, answers = notes_for(own), answers or answers_of(own)
    return ReviewForm(
        request.POST if request else None,
        review=own,
        sheet=sheet_of(own),
        # Once saved, an evidence that is empty was left or made so.
        answers=answers if own.saved_at else filled_from(notes, answers),
        notes=notes,
        drills=drills_for(own.leg) if own.perspective == Review.Perspective.INTERVIEWER else (),
        is_final=is_final,
    )


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def reader_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
