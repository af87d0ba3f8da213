"""Retire, restore, mark as leaked, begin a variant: each asks first, and a POST does it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.requests import SignedInRequest
from cohorts.views.requests import posted
from interviews.actions.bank import (
    CannotChangePacket,
    fork_variant,
    mark_leaked,
    restore_packet,
    retire_packet,
)
from interviews.actions.drafts import CannotEditDraft
from interviews.actions.packet_reading import CannotRead
from interviews.forms.bank import ForkForm, LeakedForm, NoteForm
from interviews.models import Packet
from interviews.queries.coming_legs import coming_legs
from interviews.queries.library import family_of, find_packet, slugs_of_family
from interviews.views.editors import for_editors

asks_first = require_http_methods(["GET", "HEAD", "POST"])


@for_editors
@asks_first
def packet_retire(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a packet out of use; sessions that are booked keep it."""
    packet = get_object_or_404(find_packet(slug))
    context = {"sessions": coming_legs([packet]).count()}

    def retire(note: str) -> str:
        retire_packet(packet, note=note, by=request.user, now=timezone.now())
        return f"“{packet.current}” is retired: no new session uses it."

    return _with_note(request, packet, "retire", act=retire, context=context)


@for_editors
@asks_first
def packet_restore(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a retired or leaked packet back into use."""
    packet = get_object_or_404(find_packet(slug))

    def restore(note: str) -> str:
        restore_packet(packet, note=note, by=request.user, now=timezone.now())
        return f"“{packet.current}” is in use again."

    return _with_note(request, packet, "restore", act=restore, context={})


def _with_note(
    request: SignedInRequest,
    packet: Packet,
    step: str,
    *,
    act: Callable[[str], str],
    context: dict[str, Any],
) -> HttpResponse:
    form = NoteForm(posted(request))
    if form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data["note"]))
        except CannotChangePacket as error:
            form.add_error(None, str(error))
        else:
            return redirect("library_packet", packet.slug)
    return _ask(request, packet, step, form=form, context=context)


@for_editors
@asks_first
def packet_leaked(request: SignedInRequest, slug: str) -> HttpResponse:
    """Mark a packet as leaked; says how many sessions that concerns before it is done."""
    packet = get_object_or_404(find_packet(slug))
    others = list(family_of(packet))
    form = LeakedForm(posted(request), has_family=bool(others))
    if form.is_valid():
        data = {"with_variants": False} | form.cleaned_data
        try:
            outcome = mark_leaked(packet, **data, by=request.user, now=timezone.now())
        except CannotChangePacket as error:
            form.add_error(None, str(error))
        else:
            replaced, kept = outcome.replaced.total(), outcome.kept.total()
            messages.success(request, f"Marked as leaked. {_in_words(replaced, kept)}")
            return redirect("library_packet", packet.slug)
    context = {
        "sessions": coming_legs([packet]).count(),
        "sessions_of_variants": coming_legs(others).count(),
        "others": others,
    }
    return _ask(request, packet, "leaked", form=form, context=context)


def _in_words(replaced: int, kept: int) -> str:
    if not replaced and not kept:
        return "No booked session was to ask it."
    sessions = "1 booked session has" if replaced == 1 else f"{replaced} booked sessions have"
    words = f"{sessions} another question now, and their interviewers get a mail."
    if kept:
        others = "one there was" if kept == 1 else f"{kept} there was"
        words += f" For {others} no other question left; see below."
    return words


@for_editors
@asks_first
def packet_fork(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a variant: a draft with the same files under another name."""
    packet = get_object_or_404(find_packet(slug))
    form = ForkForm(posted(request), packet=packet, taken=slugs_of_family(packet))
    if form.is_valid():
        name = form.cleaned_data["slug"]
        try:
            draft = fork_variant(packet, slug=name, by=request.user, now=timezone.now())
        except (CannotChangePacket, CannotEditDraft, CannotRead) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The variant {name} is begun as a draft.")
            return redirect("draft", draft.public_id)
    return _ask(request, packet, "fork", form=form, context={})


def _ask(
    request: SignedInRequest, packet: Packet, step: str, *, form: Form, context: dict[str, Any]
) -> HttpResponse:
    context |= {"packet": packet, "form": form}
    return render(request, f"interviews/library/{step}.html", context)
