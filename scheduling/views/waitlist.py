"""The waitlist: join, see one's place and offers, leave; and who looks for a replacement."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from feedback.queries.owed import session_owed_longest
from scheduling.actions.freed_slots import CannotSearch, set_slot_wanted
from scheduling.actions.waitlist import join_waitlist, leave_waitlist
from scheduling.forms.waitlist import WaitlistForm
from scheduling.queries.waitlist import (
    entry_of,
    find_slot,
    open_offers_to,
    open_slots_of,
    place_of_entry,
)
from scheduling.views.access import reader_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def waitlist(request: HttpRequest) -> HttpResponse:
    """Not on it: a form. On it: the place, what is offered, and the wishes to change."""
    user, now = reader_of(request), timezone.now()
    entry = entry_of(user)
    initial = {name: getattr(entry, name) for name in _WISHES} if entry else {}
    form, status = WaitlistForm(initial=initial, preparation=user.preparation), 200
    if request.method == "POST":
        form, status = WaitlistForm(request.POST, preparation=user.preparation), 400
        if form.is_valid():
            join_waitlist(user, now=now, **form.cleaned_data)
            messages.success(request, "You are on the waitlist. Offers come by mail.")
            return redirect("waitlist")
    context = {
        "form": form,
        "owed_session": session_owed_longest(user, now=now),
        "entry": entry,
        "place": place_of_entry(entry, now=now) if entry else None,
        "offers": list(open_offers_to(user, now=now)),
        "slots": list(open_slots_of(user, now=now)),
    }
    return render(request, "scheduling/waitlist.html", context, status=status)


_WISHES = ("ways", "kinds", "from_date", "until_date", "starts", "ends")


@login_required
@require_POST
def waitlist_leave(request: HttpRequest) -> HttpResponse:
    leave_waitlist(reader_of(request), now=timezone.now())
    messages.success(request, "You are no longer on the waitlist.")
    return redirect("waitlist")


@login_required
@require_POST
def slot_wanted(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look for somebody else for a time at which one was left alone, or stop looking."""
    slot, user = find_slot(public_id), reader_of(request)
    if slot is None or slot.person_id != user.pk:
        raise Http404
    is_wanted = request.POST.get("wanted") == "yes"
    try:
        set_slot_wanted(slot, is_wanted=is_wanted, by=user, now=timezone.now())
    except CannotSearch as error:
        messages.error(request, str(error))
    else:
        words = "We look for somebody else." if is_wanted else "We no longer look for anybody."
        messages.success(request, words)
    return redirect("session", slot.session.public_id) if slot.session else redirect("waitlist")
