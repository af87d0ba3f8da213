"""Calendars kept elsewhere: what in them counts as busy time, added and removed."""

from uuid import UUID

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.actions.source_refresh import refresh_source
from scheduling.actions.sources import (
    MOST_SOURCES,
    CannotAddCalendar,
    add_address,
    add_file,
    remove_source,
)
from scheduling.forms.calendar_accounts import CalDavForm
from scheduling.forms.sources import AddressForm, FileForm
from scheduling.models import CalendarSource
from scheduling.queries.calendar_accounts import accounts_of
from scheduling.queries.sources import find_source, source_rows
from scheduling.remote.services import providers
from scheduling.views.access import reader_of

FILE_IDS = "id_file_%s"  # these forms stand on one page, and each has a name
ACCOUNT_IDS = "id_account_%s"
TOO_MANY_ADDED = (
    "That was many calendars in a short time, so this one was not added. Try again in ten minutes."
)
TOO_MANY_READ = (
    "That was often in a short time, so nothing was read. We read it by ourselves about every 15"
    " minutes."
)


@sensitive_post_parameters("address")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: HttpRequest) -> HttpResponse:
    """The reader's calendars; POST adds one by its address, which is read at once."""
    if request.method != "POST":
        return calendars_page(request)
    form = AddressForm(request.POST)
    if form.is_valid():
        if not consume(request, action="add_calendar"):
            form.add_error(None, TOO_MANY_ADDED)
            return calendars_page(request, address_form=form, status=429)
        try:
            source = add_address(reader_of(request), now=timezone.now(), **form.cleaned_data)
        except CannotAddCalendar as error:
            form.add_error(None, str(error))
        else:
            return _added(request, source)
    return calendars_page(request, address_form=form, status=400)


@login_required
@never_cache
@require_POST
def calendars_file(request: HttpRequest) -> HttpResponse:
    """Add a calendar as a file."""
    form = FileForm(request.POST, request.FILES, auto_id=FILE_IDS)
    if form.is_valid():
        if not consume(request, action="add_calendar"):
            form.add_error(None, TOO_MANY_ADDED)
            return calendars_page(request, file_form=form, status=429)
        wanted = {name: form.cleaned_data[name] for name in ("name", "raw")}
        try:
            source = add_file(reader_of(request), now=timezone.now(), **wanted)
        except CannotAddCalendar as error:
            form.add_error(None, str(error))
        else:
            return _added(request, source)
    return calendars_page(request, file_form=form, status=400)


def _added(request: HttpRequest, source: CalendarSource) -> HttpResponse:
    count = source.events_read
    messages.success(request, f"Added. {count} event{pluralize(count)} read.")
    return redirect("calendars")


def calendars_page(
    request: HttpRequest,
    *,
    address_form: AddressForm | None = None,
    file_form: FileForm | None = None,
    caldav_form: CalDavForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = reader_of(request)
    rows = source_rows(user, now=timezone.now())
    context = {
        "rows": rows,
        "is_full": len(rows) >= MOST_SOURCES,
        "providers": providers(),
        "accounts": list(accounts_of(user)),
        "caldav_form": caldav_form or CalDavForm(auto_id=ACCOUNT_IDS),
        "address_form": address_form or AddressForm(),
        "file_form": file_form or FileForm(auto_id=FILE_IDS),
    }
    return render(request, "scheduling/calendars.html", context, status=status)


@login_required
@require_POST
def source_refresh(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read it now."""
    source = _own_or_404(request, public_id)
    if not source.is_refreshed:
        raise Http404
    if not consume(request, action="read_calendar"):
        messages.error(request, TOO_MANY_READ)
        return calendars_page(request, status=429)
    found = refresh_source(source, now=timezone.now())
    if found is not None and found.problem:
        messages.error(request, f"“{found.name}” was not read. {found.problem}")
    elif found is not None:
        messages.success(request, f"“{found.name}” is up to date.")
    return redirect("calendars")


@login_required
@require_POST
def source_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    source = _own_or_404(request, public_id)
    remove_source(source, by=reader_of(request), now=timezone.now())
    messages.success(request, "Removed, with its address and all busy time that came from it.")
    return redirect("calendars")


def _own_or_404(request: HttpRequest, public_id: UUID) -> CalendarSource:
    source = find_source(public_id, user=reader_of(request))
    if source is None:
        raise Http404
    return source
