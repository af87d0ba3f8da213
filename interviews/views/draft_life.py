"""Buttons of a draft: discard, reopen, withdraw, put on a newer version, run, export."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.views.requests import SignedInRequest
from interviews.actions.draft_review import CannotReview, run_code, withdraw_draft
from interviews.actions.drafts import CannotEditDraft, carry_draft, discard_draft, reopen_draft
from interviews.domain.packets.files import catalogue_files
from interviews.models import PacketDraft
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
    done = "Discarded. Those who wrote at it can still reopen it."
    _do_and_say(request, found, discard_draft, done=done)
    return redirect("drafts")


@for_editors
@require_POST
def draft_reopen(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = draft_or_404(request, public_id)
    _do_and_say(request, found, reopen_draft, done="The draft is being written again.")
    return redirect("draft", found.public_id)


@for_editors
@require_POST
def draft_carry(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = draft_or_404(request, public_id)
    done = "The draft now stands on the newest version, as you wrote it."
    _do_and_say(request, found, carry_draft, done=done)
    return redirect("draft", found.public_id)


@for_editors
@require_POST
def draft_withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = draft_or_404(request, public_id)
    _do_and_say(request, found, withdraw_draft, done="The draft is being written again.")
    return redirect("draft", found.public_id)


@for_editors
@require_POST
def draft_run(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = draft_or_404(request, public_id)
    done = "The code is being run. Open this page again in a minute."
    _do_and_say(request, found, run_code, done=done)
    return redirect("draft", found.public_id)


class _Step(Protocol):
    def __call__(self, draft: PacketDraft, *, by: User, now: datetime) -> object: ...


def _do_and_say(request: SignedInRequest, draft: PacketDraft, step: _Step, *, done: str) -> None:
    """Take the step; the next page says that it is done, or why not."""
    try:
        step(draft, by=request.user, now=timezone.now())
    except (CannotEditDraft, CannotReview) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


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
