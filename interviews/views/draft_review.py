"""Submitting a draft, and the second editor's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.requests import SignedInRequest
from interviews.actions.draft_review import (
    CannotReview,
    approve_draft,
    return_draft,
    submit_draft,
)
from interviews.forms.draft_new import ReviewForm, SubmitForm, revision_in
from interviews.models import PacketDraft
from interviews.permissions import is_writer_of
from interviews.queries.draft_pages import (
    Checked,
    changes_since_base,
    changes_to_base,
    checked_draft,
    code_problems,
)
from interviews.queries.drafts import next_number
from interviews.tasks import is_runner_configured
from interviews.views.draft_access import closed_page, draft_or_404
from interviews.views.editors import for_editors


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def draft_submit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Say what is new, and ask a second editor."""
    found = draft_or_404(request, public_id)
    closed = closed_page(request, found)
    if closed:
        return closed
    initial = {"change_note": found.change_note}
    form = SubmitForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            submit_draft(
                found,
                revision=revision_in(request.POST),
                change_note=form.cleaned_data["change_note"],
                by=request.user,
                now=timezone.now(),
            )
        except CannotReview as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Submitted. Another editor can now review and publish it.")
            return redirect("draft", found.public_id)
    context = {"draft": found, "form": form, "checked": checked_draft(found)}
    return render(request, "interviews/drafts/submit.html", context)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def draft_review(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What the draft changes, how it looks, what is wrong; publish it or give it back."""
    found = draft_or_404(request, public_id)
    closed = closed_page(request, found)
    if closed:
        return closed
    checked = checked_draft(found)
    asks_for_run = checked.has_code and not is_runner_configured()
    form = ReviewForm(request.POST or None, asks_for_run=asks_for_run)
    if form.is_valid():
        try:
            return _decide(request, found, form)
        except CannotReview as refusal:
            form.add_error(None, str(refusal))
            found.refresh_from_db()
    return _review_page(request, found, form, checked)


def _decide(request: SignedInRequest, found: PacketDraft, form: ReviewForm) -> HttpResponse:
    note, revision = form.cleaned_data["note"], revision_in(request.POST)
    now = timezone.now()
    if "approve" in request.POST:
        version = approve_draft(
            **{"draft": found, "revision": revision, "note": note, "by": request.user, "now": now},
            has_run_code=form.cleaned_data.get("has_run_code", False),
        )
        messages.success(request, f"Published as version {version.number}. New sessions use it.")
        return redirect("library_packet", found.slug)
    return_draft(found, revision=revision, note=note, by=request.user, now=now)
    messages.success(request, "Returned to its editors with your note.")
    return redirect("drafts")


def _review_page(
    request: SignedInRequest, found: PacketDraft, form: ReviewForm, checked: Checked
) -> HttpResponse:
    context = {
        **{"draft": found, "form": form, "checked": checked, "number": next_number(found)},
        "is_writer": is_writer_of(request.user, found),
        "files": changes_to_base(found),
        "newer": changes_since_base(found),
        "reviews": found.reviews.select_related("reviewer__profile"),
        "is_runner_configured": is_runner_configured(),
        "code_problems": code_problems(found),
    }
    return render(request, "interviews/drafts/review.html", context)
