import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scheduling.actions.feeds import make_feed, revoke_feed
from scheduling.domain.ical import feed
from scheduling.models import CalendarFeed
from scheduling.queries.calendar import feed_entries, feed_owner, last_change, organizer
from scheduling.queries.links import site_link
from scheduling.views.access import reader_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The private calendar address. POST makes a new one and shows it, this once."""
    user = reader_of(request)
    address = ""
    if request.method == "POST":
        address = site_link("calendar_feed", make_feed(user, now=timezone.now()))
    context = {
        "feed": CalendarFeed.objects.filter(user=user).first(),
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
    }
    return render(request, "scheduling/calendar.html", context)


@login_required
@require_POST
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    revoke_feed(reader_of(request), now=timezone.now())
    messages.success(request, "The address is dead. Calendars that used it stop updating.")
    return redirect("calendar")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The sessions of whoever holds the token, for a calendar program without cookies."""
    user = feed_owner(token)
    if user is None:
        missing = HttpResponseNotFound("There is no calendar at this address.\n", "text/plain")
        # Programs go on asking for an address that was revoked; Django would log it each time.
        missing._has_been_logged = True  # type: ignore[attr-defined]
        return missing
    now = timezone.now()
    entries = feed_entries(user, now=now)
    content = feed(
        entries,
        name=f"{settings.SITE_NAME} sessions",
        organizer=organizer(),
    )
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    last_modified = int(last_change(entries, now=now).timestamp())
    response["Last-Modified"] = http_date(last_modified)
    response["Cache-Control"] = "private"
    response["X-Robots-Tag"] = "noindex"
    answer = get_conditional_response(
        request, etag=etag, last_modified=last_modified, response=response
    )
    assert isinstance(answer, HttpResponse)
    return answer
