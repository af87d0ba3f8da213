from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.zones import zone_or_utc
from interviews.actions.sessions import CannotChangeSession
from scheduling.actions.reconfirmation import reconfirm_booking
from scheduling.queries.reconfirm_links import find_reconfirm_page
from scheduling.queries.written_events import open_question


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reconfirm_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a reminder. Opening it changes nothing: programs that scan mail do that too.

    It speaks to the person to whom it was mailed, in their zone, whoever is signed in.
    """
    now = timezone.now()
    page = find_reconfirm_page(token, now=now)
    if page is None:
        raise Http404
    if request.method == "POST" and page.is_open:
        with suppress(CannotChangeSession):  # it moved, or began, a moment ago: the page says so
            reconfirm_booking(page.session, by=page.reader, now=now)
        return redirect("reconfirm_by_mail", token)
    with timezone.override(zone_or_utc(page.reader.profile.timezone)):
        status = 200 if page.is_open else 410
        return render(request, "scheduling/reconfirm.html", {"page": page}, status=status)


@never_cache
@require_safe
def answer_by_mail(request: HttpRequest, token: str, answer: str) -> HttpResponse:
    """The links behind "No", "Another time" and what we ask about somebody's calendar: they lead
    to the signed-in page that decides."""
    now = timezone.now()
    page = find_reconfirm_page(token, now=now)
    if page is None:
        raise Http404
    context = {"page": page, "is_decline": answer == "decline"}
    if answer == "calendar":
        context["event"] = open_question(page.session, page.reader, now=now)
        context["is_about_calendar"] = True
    with timezone.override(zone_or_utc(page.reader.profile.timezone)):
        status = 200 if page.is_open else 410
        return render(request, "scheduling/answer_by_mail.html", context, status=status)
