"""Discarding and reopening a draft, putting it on a newer version, running and exporting it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import SignedInRequest
from interviews.actions.draft_review import CannotReview, run_code
from interviews.actions.drafts import CannotEditDraft, carry_draft, discard_draft, reopen_draft
from interviews.domain.packets.files import catalogue_files
from interviews.queries.drafts import kind_of
from interviews.views.bank_files import as_zip
from interviews.views.draft_access import closed_page, draft_or_404
from interviews.views.editors import for_editors


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def draft_discard(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask once, then give the draft up."""
    found = draft_or_404(request, public_id)
    if request.method != "POST":
        return render(request, "interviews/drafts/discard.html", {"draft": found})
    try:
        discard_draft(found, by=request.user, now=timezone.now())
    except CannotEditDraft as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Discarded. Those who wrote at it can still reopen it.")
    return redirect("drafts")


@for_editors
@require_POST
def draft_reopen(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = draft_or_404(request, public_id)
    try:
        reopen_draft(found, by=request.user, now=timezone.now())
    except CannotEditDraft as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The draft is being written again.")
    return redirect("draft", found.public_id)


@for_editors
@require_POST
def draft_carry(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = draft_or_404(request, public_id)
    try:
        carry_draft(found, by=request.user, now=timezone.now())
    except CannotEditDraft as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The draft now stands on the newest version, as you wrote it.")
    return redirect("draft", found.public_id)


@for_editors
@require_POST
def draft_run(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = draft_or_404(request, public_id)
    try:
        run_code(found, by=request.user, now=timezone.now())
    except CannotReview as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The code is being run. Open this page again in a minute.")
    return redirect("draft", found.public_id)


@for_editors
@require_safe
def draft_export(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The draft's files as they lie in a catalogue, to check and run them elsewhere."""
    found = draft_or_404(request, public_id)
    closed = closed_page(request, found)
    if closed:
        return closed
    files = catalogue_files(found.files, kind_of(found), found.slug)
    return as_zip(files, name=f"{found.slug}-draft")
