"""Export packets as files; import them as drafts."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import SignedInRequest
from interviews.actions.bank_files import CannotExport, Imported, export_bank, import_packets
from interviews.bank.archives import zip_of
from interviews.forms.bank_files import ConfirmForm, UploadForm
from interviews.queries.exports import files_of_version
from interviews.queries.imports import Plan, plan_import
from interviews.queries.library import find_version
from interviews.views.editors import for_editors
from interviews.views.library import open_packet


@for_editors
@require_safe
def library_export(request: SignedInRequest, slug: str) -> HttpResponse:
    """The packet's current version as a zip of its files; the reader has read it."""
    version = find_version(slug)
    if version is None:
        raise Http404
    closed = open_packet(request, version.packet)
    return closed or as_zip(files_of_version(version), name=f"{slug}-v{version.number}")


@for_editors
@require_POST
def library_export_all(request: SignedInRequest) -> HttpResponse:
    """All published packets as a zip. A POST: whoever does it has read them all."""
    try:
        files = export_bank(by=request.user, now=timezone.now())
    except CannotExport as error:
        messages.error(request, str(error))
        return redirect("library_import")
    return as_zip(files, name=f"packets-{timezone.localdate():%Y-%m-%d}")


def as_zip(files: Mapping[str, str], *, name: str) -> HttpResponse:
    response = HttpResponse(zip_of(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def library_import(request: SignedInRequest) -> HttpResponse:
    """First the dry run, then, posted again with `confirm`, the drafts."""
    if "confirm" in request.POST:
        return _confirmed(request)
    is_posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_posted else UploadForm()
    if form.is_valid():
        return _dry_run(request, plan_import(form.upload), again=form.again)
    return render(request, "interviews/library/import.html", {"form": form})


def _dry_run(request: SignedInRequest, plan: Plan, *, again: dict[str, str]) -> HttpResponse:
    context = {"plan": plan, "again": again}
    return render(request, "interviews/library/import_plan.html", context)


def _confirmed(request: SignedInRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The upload was lost on the way. Choose the file again.")
        return redirect("library_import")
    imported = import_packets(plan_import(form.upload), by=request.user, now=timezone.now())
    _say(request, imported)
    return redirect("drafts" if imported.drafts else "library_import")


def _say(request: SignedInRequest, imported: Imported) -> None:
    for slug, reason in imported.refused.items():
        messages.error(request, f"{slug}: {reason}")
    number = len(imported.drafts)
    if number:
        drafts = "1 draft is" if number == 1 else f"{number} drafts are"
        messages.success(request, f"{drafts} begun. Nothing is published yet.")
    elif not imported.refused:
        messages.info(request, "There was nothing new in it. Nothing was changed.")
