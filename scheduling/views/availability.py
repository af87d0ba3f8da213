"""When I can be booked: hours of the week, dates that differ, limits, the next 14 days."""

from calendar import day_name
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.views.decorators.http import require_safe

from scheduling.actions.availability import (
    CannotChangeAvailability,
    HoursChangedMeanwhile,
    add_window,
    apply_template,
    close_dates,
    copy_day,
    forget_date,
    open_dates,
    remove_window,
    save_week,
    week_of_windows,
)
from scheduling.actions.limits import set_limits
from scheduling.domain.availability import WEEK_TEMPLATES, window_text
from scheduling.domain.week_paint import CELLS, Week, combined_week, painted_days, week_words
from scheduling.forms.availability import CopyDayForm, ExceptionForm, TemplateForm, WindowForm
from scheduling.forms.limits import LimitsForm
from scheduling.forms.week import WeekForm
from scheduling.models import WeeklyWindow
from scheduling.queries.limits import own_limits
from scheduling.queries.sources import unread_sources
from scheduling.queries.week import local_today, week_of
from scheduling.views.access import reader_of

View = Callable[..., HttpResponse]


def _post_only(view: View) -> View:
    """A signed-in person's post; anything else leads back to the page, where the forms are."""

    @login_required
    @wraps(view)
    def posted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return redirect("availability")
        return view(request, *args, **kwargs)

    return posted


@login_required
@require_safe
def availability(request: HttpRequest) -> HttpResponse:
    """The page with every form."""
    return _page(request)


@_post_only
def availability_window(request: HttpRequest) -> HttpResponse:
    """Add hours to days of the week."""
    form = WindowForm(request.POST, auto_id="hours_%s")
    if form.is_valid():
        weekdays = form.cleaned_data["weekdays"]
        try:
            merged = add_window(reader_of(request), weekdays=weekdays, window=form.window)
        except CannotChangeAvailability as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Added {_days(weekdays)}, {window_text(form.window)}.")
            _say_merged(request, [day_name[weekday] for weekday in merged])
            return redirect("availability")
    return _page(request, window_form=form)


@_post_only
def availability_window_remove(request: HttpRequest, pk: int) -> HttpResponse:
    window = get_object_or_404(WeeklyWindow, pk=pk, user=reader_of(request))
    words = f"{day_name[window.weekday]}, {window_text((window.starts, window.ends))}"
    remove_window(window)
    messages.success(request, f"Removed {words}. What is booked stays booked.")
    return redirect("availability")


@_post_only
def availability_week(request: HttpRequest) -> HttpResponse:
    """Save the whole week as it was painted; what cannot be saved comes back as painted."""
    user, form = reader_of(request), WeekForm(request.POST)
    if not form.is_valid():
        words = "What came is no week of hours. Your hours are as below; paint them again."
        return _page(request, paint_problem=[words])
    try:
        changed = save_week(user, week=form.week, instead_of=form.was)
    except HoursChangedMeanwhile:
        return _combined_page(request, form=form)
    except CannotChangeAvailability as error:
        return _page(request, painted=form.week, paint_problem=[str(error)])
    if changed:
        messages.success(
            request, f"Saved your week: {_days(changed)}. What is booked stays booked."
        )
    else:
        messages.info(request, "Your week is saved as it was painted. Nothing had changed.")
    return redirect("availability")


def _combined_page(request: HttpRequest, *, form: WeekForm) -> HttpResponse:
    """The painted week over the one that another device has saved since; nothing is saved yet."""
    theirs = week_of_windows(reader_of(request))
    painted, disputed = combined_week(mine=form.week, theirs=theirs, was=form.was)
    problem = [
        "Your hours were changed elsewhere, perhaps on another device, after this page was opened."
        " Below are both changes together, not saved yet: look at them, then save the week."
        " “Undo changes” leaves what was saved there."
    ]
    problem += [
        f"{day_name[weekday]} was changed in both places. Painted here: "
        f"{week_words(form.week, weekday)}. Saved there: {week_words(theirs, weekday)}."
        for weekday in disputed
    ]
    return _page(request, painted=painted, paint_problem=problem, status=409)


@_post_only
def availability_template(request: HttpRequest) -> HttpResponse:
    """Add common hours with one button."""
    form = TemplateForm(request.POST)
    if form.is_valid():
        template = form.chosen
        try:
            merged = apply_template(reader_of(request), template=template)
        except CannotChangeAvailability as error:
            form.add_error(None, str(error))
        else:
            words = f"{template.words.lower()}, {window_text(template.window)}"
            messages.success(request, f"Added {words}.")
            _say_merged(request, [day_name[weekday] for weekday in merged])
            return redirect("availability")
    return _page(request, small_form=form)


@_post_only
def availability_copy(request: HttpRequest) -> HttpResponse:
    """Give other days of the week the hours of one."""
    form = CopyDayForm(request.POST)
    if form.is_valid():
        source, targets = form.cleaned_data["source"], form.cleaned_data["targets"]
        try:
            copy_day(reader_of(request), source=source, targets=targets)
        except CannotChangeAvailability as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{_days(targets)}: now the same as {day_name[source]}.")
            return redirect("availability")
    return _page(request, small_form=form)


@_post_only
def availability_exception(request: HttpRequest) -> HttpResponse:
    """Say that a date, or several in a row, differ from the week."""
    user = reader_of(request)
    today = local_today(user, now=timezone.now())
    form = ExceptionForm(request.POST, today=today, auto_id="date_%s")
    if form.is_valid():
        try:
            if form.is_closed:
                merged: list[date] = []
                close_dates(user, dates=form.dates)
            else:
                merged = open_dates(user, dates=form.dates, window=form.window)
        except CannotChangeAvailability as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _exception_words(form))
            _say_merged(request, [_date_words(day) for day in merged])
            return redirect("availability")
    return _page(request, exception_form=form)


@_post_only
def availability_exception_remove(request: HttpRequest, day: date) -> HttpResponse:
    if forget_date(reader_of(request), day=day):
        messages.success(request, f"{_date_words(day)}: your weekly hours count again.")
    else:
        messages.info(request, f"{_date_words(day)} had nothing special. Nothing was changed.")
    return redirect("availability")


@_post_only
def availability_limits(request: HttpRequest) -> HttpResponse:
    """Save how much the reader lets be booked."""
    user = reader_of(request)
    form = LimitsForm(request.POST, limits=None)
    if not form.is_valid():
        return _page(request, limits_form=form)
    set_limits(user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, "Your limits are saved. What is booked stays booked.")
    return redirect("availability")


def _page(
    request: HttpRequest,
    *,
    small_form: forms.Form | None = None,
    painted: Week | None = None,
    status: int = 400,
    **given: Any,
) -> HttpResponse:
    """The page; with one of its forms as it was sent, if that could not be done.

    `painted` is a week that is not saved, beside `paint_problem`, which says why.
    """
    user, now = reader_of(request), timezone.now()
    week, limits = week_of(user, now=now), own_limits(user)
    is_volunteer = limits is None and user.preparation.volunteers_only
    saved = week.weekly
    context = {
        "week": week,
        "unread": unread_sources(user, now=now),
        "window_form": WindowForm(auto_id="hours_%s", initial={"starts": "18:00", "ends": "21:00"}),
        "exception_form": ExceptionForm(today=week.today, auto_id="date_%s"),
        "limits_form": LimitsForm(limits=limits, is_volunteer=is_volunteer),
        "has_limits": limits is not None,
        "small_form": small_form,
        "painted_days": painted_days(saved if painted is None else painted, saved=saved),
        "cells": CELLS,
        "now": now,
        "templates": [
            (template.name, template.words, window_text(template.window))
            for template in WEEK_TEMPLATES
        ],
        "is_setting_date": "exception_form" in given,
    }
    status = status if small_form or given else 200
    return render(request, "scheduling/availability.html", context | given, status=status)


def _days(weekdays: list[int]) -> str:
    """ "Monday, Tuesday and Friday"."""
    return get_text_list([day_name[weekday] for weekday in sorted(weekdays)], "and")


def _date_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _exception_words(form: ExceptionForm) -> str:
    dates = form.dates
    when = _date_words(dates[0])
    if len(dates) > 1:
        when = f"{when} to {_date_words(dates[-1])}"
    if form.is_closed:
        return f"Closed: {when}. What is booked stays booked."
    return f"{when}: free only at the times given for the date. What is booked stays booked."


def _say_merged(request: HttpRequest, names: list[str]) -> None:
    if names:
        which = get_text_list(names, "and")
        messages.info(
            request, f"On {which} they overlap or touch hours that were there: they are one now."
        )
