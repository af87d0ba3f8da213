"""The editor: the list of drafts, a new one, its form, and what is wrong with what was typed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import SignedInRequest
from interviews.actions.drafts import CannotEditDraft, DraftChanged, begin_draft, save_draft
from interviews.domain.packets.skeletons import skeleton
from interviews.forms.draft_new import NewDraftForm, revision_in
from interviews.forms.drafts import DraftForm, draft_form, typed_files
from interviews.models import Level, Packet, PacketDraft
from interviews.permissions import is_writer_of
from interviews.queries.draft_pages import (
    changed_files,
    changes_since_base,
    checked_draft,
    code_problems,
)
from interviews.queries.drafts import drafts_for, next_number
from interviews.queries.packet_pages import open_draft_of
from interviews.queries.rubrics import criteria_slugs
from interviews.tasks import is_runner_configured
from interviews.views.draft_access import closed_page, draft_or_404
from interviews.views.editors import for_editors

PER_PAGE = 25


@for_editors
@require_safe
def drafts(request: SignedInRequest) -> HttpResponse:
    """Open drafts of everybody, and what became of the reader's own."""
    page = Paginator(drafts_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "interviews/drafts/drafts.html", {"page": page})


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def draft_new(request: SignedInRequest) -> HttpResponse:
    """A new packet: its kind and name, then the skeleton of its kind."""
    form = NewDraftForm(request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        kind, slug = form.cleaned_data["kind"], form.cleaned_data["slug"]
        files = skeleton(
            **{"kind": kind, "slug": slug, "criteria": criteria_slugs(kind)},
            focus=form.cleaned_data["topic"],
            level=int(form.cleaned_data["level"] or Level.MID),
        )
        try:
            draft = begin_draft(
                **{"slug": slug, "files": files, "base": None, "packet": None},
                by=request.user,
                now=timezone.now(),
            )
        except CannotEditDraft as refusal:
            form.add_error("slug", str(refusal))
        else:
            return redirect("draft", draft.public_id)
    return render(request, "interviews/drafts/new.html", {"form": form})


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def draft_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """The open draft of a packet's next version; a post begins one if there is none."""
    packet = get_object_or_404(Packet.objects.select_related("current"), slug=slug)
    found = open_draft_of(packet)
    if found is None and request.method == "POST" and packet.current is not None:
        try:
            found = begin_draft(
                **{"slug": slug, "files": packet.current.files, "base": packet.current},
                packet=packet,
                by=request.user,
                now=timezone.now(),
            )
        except CannotEditDraft as refusal:
            messages.error(request, str(refusal))
            return redirect("library_packet", slug)
    if found is not None:
        return redirect("draft", found.public_id)
    return render(request, "interviews/drafts/begin.html", {"packet": packet})


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The editor. A post saves; with `check` in it, it only says what is wrong."""
    found = draft_or_404(request, public_id)
    closed = closed_page(request, found)
    if closed:
        return closed
    if request.method != "POST":
        return _editor(request, found, draft_form(found.files))
    form = draft_form(found.files, request.POST)
    files = typed_files(form, request.POST)
    if "check" in request.POST:
        return _editor(request, found, form, files=files)
    return _save(request, found, form, files)


@for_editors
@require_POST
def draft_check(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The problems and the previews of what is typed, as parts of the page. Saves nothing."""
    found = draft_or_404(request, public_id)
    closed = closed_page(request, found)
    if closed:
        return closed
    form = draft_form(found.files, request.POST)
    files = typed_files(form, request.POST)
    context = {"draft": found, "form": form, **_check(found, form, files)}
    return render(request, "interviews/drafts/_checked.html", context)


def _save(
    request: SignedInRequest, found: PacketDraft, form: DraftForm, files: dict[str, str]
) -> HttpResponse:
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    if form.errors:
        error = "Not saved. " + " ".join(form.errors.values())
        if wants_json:
            return JsonResponse({"error": error}, status=400)
        return _editor(request, found, form, files=files, error=error, status=400)
    try:
        saved = save_draft(
            found,
            files=files,
            revision=revision_in(request.POST),
            by=request.user,
            now=timezone.now(),
        )
    except DraftChanged as refusal:
        if wants_json:
            return JsonResponse({"error": str(refusal), "is_conflict": True}, status=409)
        conflict = changed_files(refusal.draft.files, files)
        error = str(refusal)
        return _editor(
            request, refusal.draft, form, files=files, error=error, conflict=conflict, status=409
        )
    except CannotEditDraft as refusal:
        if wants_json:
            return JsonResponse({"error": f"Not saved. {refusal}"}, status=400)
        return _editor(request, found, form, files=files, error=f"Not saved. {refusal}", status=400)
    if wants_json:
        return JsonResponse({"revision": saved.revision})
    messages.success(request, "Saved.")
    return redirect("draft", saved.public_id)


def _editor(
    request: SignedInRequest,
    found: PacketDraft,
    form: DraftForm,
    *,
    files: dict[str, str] | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    is_writing = found.state == PacketDraft.State.WRITING
    context: dict[str, Any] = {
        **{"draft": found, "form": form, "is_writing": is_writing},
        "number": next_number(found),
        "is_writer": is_writer_of(request.user, found),
        "reviews": found.reviews.select_related("reviewer__profile"),
        "newer": changes_since_base(found) if found.is_open else [],
        "is_runner_configured": is_runner_configured(),
        "code_problems": code_problems(found),
        "is_dirty": files is not None and files != found.files,
        **_check(found, form, files),
        **extra,
    }
    return render(request, "interviews/drafts/editor.html", context, status=status)


def _check(found: PacketDraft, form: DraftForm, files: dict[str, str] | None) -> dict[str, Any]:
    """What is said beside the form of these files."""
    return {"checked": checked_draft(found, files, anchors=form.anchors)}
