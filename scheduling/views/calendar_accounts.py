"""Accounts at services that keep calendars: connected, chosen from, disconnected."""

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

from scheduling.actions.calendar_accounts import (
    CannotConnect,
    connect_caldav,
    disconnect_account,
    list_calendars,
)
from scheduling.actions.calendar_choice import choose_calendars
from scheduling.actions.sources import CannotAddCalendar
from scheduling.forms.calendar_accounts import CalDavForm, ChooseCalendarsForm, DisconnectForm
from scheduling.models import CalendarAccount
from scheduling.queries.calendar_accounts import find_account, writing_account_of
from scheduling.remote.contract import RemoteProblem
from scheduling.views.access import reader_of
from scheduling.views.sources import ACCOUNT_IDS, calendars_page

PAGE = "scheduling/calendar_account.html"
TOO_MANY = "That was often in a short time. Try again in ten minutes."


@sensitive_post_parameters("address", "name", "password")
@login_required
@never_cache
@require_POST
def calendar_account_connect(request: HttpRequest) -> HttpResponse:
    """Connect a CalDAV account; its server is asked at once."""
    form, status = CalDavForm(request.POST, auto_id=ACCOUNT_IDS), 400
    if form.is_valid() and not consume(request, action="add_calendar"):
        form.add_error(None, TOO_MANY)
        status = 429
    if form.is_valid():
        try:
            account = connect_caldav(reader_of(request), now=timezone.now(), **form.cleaned_data)
        except CannotConnect as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Connected. Now say what its calendars are for.")
            return redirect("calendar_account", account.public_id)
    return calendars_page(request, caldav_form=form, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_account(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Its calendars, as the service lists them now, and what each is for."""
    account = _own_or_404(request, public_id)
    context = {"account": account, "other": writing_account_of(reader_of(request), but_not=account)}
    if not consume(request, action="read_calendar"):
        return render(request, PAGE, context | {"problem": TOO_MANY}, status=429)
    try:
        offered = list_calendars(account)
    except RemoteProblem as error:
        status = 409 if request.method == "POST" else 200
        return render(request, PAGE, context | {"problem": str(error)}, status=status)
    form, status = ChooseCalendarsForm(offered=offered), 200
    if request.method == "POST":
        form, status = ChooseCalendarsForm(request.POST, offered=offered), 400
        if form.is_valid():
            try:
                left = choose_calendars(account, now=timezone.now(), **form.cleaned_data)
            except CannotAddCalendar as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"Saved.{_left_there(left)}")
                return redirect("calendars")
    return render(request, PAGE, context | {"form": form}, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_account_disconnect(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Says what disconnecting does, then does it."""
    account = _own_or_404(request, public_id)
    if request.method == "POST":
        form = DisconnectForm(request.POST)
        take_out = form.is_valid() and form.cleaned_data["take_out"]
        user, now = reader_of(request), timezone.now()
        left = disconnect_account(account, take_out=take_out, by=user, now=now)
        messages.success(request, f"Disconnected. What opened it is forgotten.{_left_there(left)}")
        return redirect("calendars")
    context = {"account": account, "form": DisconnectForm()}
    return render(request, "scheduling/calendar_disconnect.html", context)


def _left_there(left: int) -> str:
    if not left:
        return ""
    return (
        f" {left} session{pluralize(left)} still stand{pluralize(left, 's,')} in the calendar of"
        " before: from now on you change that there yourself."
    )


def _own_or_404(request: HttpRequest, public_id: UUID) -> CalendarAccount:
    account = find_account(public_id, user=reader_of(request))
    if account is None:
        raise Http404
    return account
