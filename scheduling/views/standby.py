"""Now: the standby bench of the next two hours."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from feedback.queries.owed import session_owed_longest
from scheduling.actions.standby import (
    CannotAsk,
    CannotSit,
    ask_sitter,
    entries_until,
    get_up,
    sit_down,
)
from scheduling.domain.pair_value import Way
from scheduling.domain.standby import start_at
from scheduling.forms.partners import possible_ways
from scheduling.forms.standby import StandbyForm
from scheduling.models import Proposal
from scheduling.queries.standby import (
    entry_on_bench,
    find_entry,
    last_ask,
    next_session,
    open_asks,
    sitters_for,
    words_of_kinds,
)
from scheduling.views.access import reader_of

LOOK_AGAIN_SECONDS = 15  # of whoever waits


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def standby(request: HttpRequest) -> HttpResponse:
    """Who is free now, how one's asking stands; a post sits down."""
    user, now = reader_of(request), timezone.now()
    form, status = StandbyForm(preparation=user.preparation), 200
    if request.method == "POST":
        form, status = StandbyForm(request.POST, preparation=user.preparation), 400
        if form.is_valid():
            wishes = {name: form.cleaned_data[name] for name in ("ways", "kinds")}
            until_at = entries_until(now, minutes=form.cleaned_data["minutes"])
            try:
                sit_down(user, until_at=until_at, now=now, **wishes)
            except CannotSit as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "You are on the bench. Others can ask you now.")
                return redirect("standby")
    entry = entry_on_bench(user, now=now)
    asks = list(open_asks([user.pk], now=now))
    last = last_ask(user, now=now)
    context = {
        "form": form,
        "owed_session": session_owed_longest(user, now=now),
        "can_practise": bool(possible_ways(user.preparation)),
        "entry": entry,
        "entry_kinds": words_of_kinds(entry.kinds) if entry else [],
        "my_ask": next((ask for ask in asks if ask.has_accepted(user)), None),
        "to_me": next((ask for ask in asks if not ask.has_accepted(user)), None),
        "last_ask": last if last and _came_to_nothing(last) else None,
        "session": next_session(user, now=now),
        "sitters": sitters_for(user, now=now),
        "starts_at": start_at(now),
        "look_again_seconds": LOOK_AGAIN_SECONDS if entry or asks else None,
    }
    return render(request, "scheduling/standby.html", context, status=status)


def _came_to_nothing(ask: Proposal) -> bool:
    """Neither accepted nor waiting; also one whose time has just run out."""
    is_over = ask.expires_at <= timezone.now()
    return ask.state in (Proposal.State.DECLINED, Proposal.State.EXPIRED) or (
        ask.state == Proposal.State.OPEN and is_over
    )


@login_required
@require_POST
def standby_leave(request: HttpRequest) -> HttpResponse:
    get_up(reader_of(request), now=timezone.now())
    messages.success(request, "You are no longer on the bench.")
    return redirect("standby")


@login_required
@require_POST
def standby_ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask whoever sits there, with one tap; they have ten minutes to answer."""
    entry = find_entry(public_id)
    if entry is None:
        raise Http404
    given = request.POST.get("way", "")
    way = Way(given) if given in list(Way) else Way.SWAP
    try:
        ask_sitter(entry, by=reader_of(request), way=way, now=timezone.now())
    except CannotAsk as error:
        messages.error(request, str(error))
    else:
        name = entry.user.profile.pseudonym
        messages.success(request, f"{name} is asked. This page tells you what they say.")
    return redirect("standby")
