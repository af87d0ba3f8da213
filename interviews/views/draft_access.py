"""Which draft is it, and may the reader see it? What they may not know of is not there (404)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.views.requests import SignedInRequest
from interviews.actions.drafts import CannotEditDraft, note_opening
from interviews.models import PacketDraft
from interviews.permissions import can_open_draft
from interviews.queries.drafts import find_draft


def draft_or_404(request: SignedInRequest, public_id: UUID) -> PacketDraft:
    draft = find_draft(public_id)
    if draft is None or not can_open_draft(request.user, draft):
        raise Http404
    return draft


def closed_page(request: SignedInRequest, draft: PacketDraft) -> HttpResponse | None:
    """Enter that the reader sees the draft; a page instead of it if they may not yet."""
    try:
        note_opening(draft, by=request.user, now=timezone.now())
    except CannotEditDraft as refusal:
        context: dict[str, Any] = {"reason": refusal}
        return render(request, "interviews/library/closed.html", context, status=403)
    return None
