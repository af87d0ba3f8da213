"""The library: its list, its coverage, and one packet with its versions."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.requests import SignedInRequest
from interviews.actions.packet_reading import CannotRead, note_reading
from interviews.domain.packets.differences import differences
from interviews.domain.pool import FEW
from interviews.forms.library import LibraryForm, VersionsForm
from interviews.models import Exposure, Packet, PacketVersion
from interviews.queries.coming_legs import coming_legs
from interviews.queries.coverage_map import coverage_map
from interviews.queries.library import family_of, find_packet, find_version, library_packets
from interviews.queries.packet_pages import (
    criteria_of,
    open_draft_of,
    packet_history,
    times_used,
    versions_of,
)
from interviews.queries.pool import shortages
from interviews.views.editors import for_editors

PER_PAGE = 25
SIDES = ("interviewer", "candidate", "history")


@for_editors
@require_safe
def library(request: SignedInRequest) -> HttpResponse:
    """Packets by title, summary and tags; opening one is what the ledger notes."""
    form = LibraryForm(request.GET)
    packets = library_packets(form.filters)
    page = Paginator(packets, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "interviews/library/library.html", {"form": form, "page": page})


@for_editors
@require_safe
def library_coverage(request: SignedInRequest) -> HttpResponse:
    """What the published bank covers, where it has holes, and who runs out of what."""
    context = {
        "kinds": coverage_map(),
        "shortages": [one for one in shortages() if one.people],
        "few": FEW,
    }
    return render(request, "interviews/library/coverage.html", context)


@for_editors
@require_safe
def library_packet(request: SignedInRequest, slug: str) -> HttpResponse:
    """The packet's current version, as the interviewer or the candidate sees it; its history."""
    return _version_page(request, find_version(slug))


@for_editors
@require_safe
def library_version(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """The same of an older version."""
    return _version_page(request, find_version(slug, number=number))


def _version_page(request: SignedInRequest, version: PacketVersion | None) -> HttpResponse:
    if version is None:
        raise Http404
    packet = version.packet
    closed = open_packet(request, packet)
    if closed:
        return closed
    side = request.GET.get("side", "")
    side = side if side in SIDES else SIDES[0]
    context: dict[str, Any] = {
        "version": version,
        "packet": packet,
        "side": side,
        "is_current": packet.current_id == version.pk,
        "draft": open_draft_of(packet),
        "times_used": times_used(packet),
    }
    if packet.status == Packet.Status.LEAKED:
        context["kept_legs"] = coming_legs([packet]).select_related("session")
    if side == "interviewer":
        context["criteria"] = criteria_of(version)
    if side == "history":
        context["versions"] = versions_of(packet)
        context["lines"] = packet_history(packet)
        context["family"] = family_of(packet)
    return render(request, "interviews/library/packet.html", context)


def open_packet(request: SignedInRequest, packet: Packet) -> HttpResponse | None:
    """Enter in the ledger that the reader sees the packet; a page instead if they may not yet."""
    try:
        note_reading(packet, by=request.user, role=Exposure.Role.LIBRARY, now=timezone.now())
    except CannotRead as error:
        return render(request, "interviews/library/closed.html", {"reason": error}, status=403)
    return None


@for_editors
@require_safe
def library_diff(request: SignedInRequest, slug: str) -> HttpResponse:
    """What changed from one version to another, over all files."""
    packet = get_object_or_404(find_packet(slug))
    closed = open_packet(request, packet)
    if closed:
        return closed
    form = VersionsForm(request.GET.dict(), packet=packet)
    context: dict[str, Any] = {"packet": packet, "form": form}
    if form.is_valid():
        old, new = form.cleaned_data["from"], form.cleaned_data["to"]
        context |= {"old": old, "new": new, "files": differences(old.files, new.files)}
    return render(request, "interviews/library/diff.html", context)
