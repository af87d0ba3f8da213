"""Hours, as people give them: local times of their own zone."""

from calendar import day_name
from datetime import date, time, timedelta
from typing import Any

from django import forms

from scheduling.domain.availability import WEEK_TEMPLATES, WeekTemplate, Window

WEEKDAYS = list(enumerate(day_name))
FURTHEST_DATE = timedelta(days=366)
LONGEST_STRETCH = timedelta(days=62)
_SAME_TIMES = "The end is the same as the start. For the whole day give 00:00 to 00:00."


def _described(attributes: dict[str, Any], note: str) -> dict[str, Any]:
    """Ties the control to the words above its row, which have the id `note`."""
    return attributes | {"aria-describedby": note} if note else attributes


def _time_field(label: str, *, note: str = "", **kwargs: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs=_described({"type": "time"}, note), format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        error_messages={
            "invalid": "This is no time of day. Write it as 18:00.",
            "required": "Give a time, such as 18:00.",
        },
        **kwargs,
    )


def _date_field(label: str, *, note: str = "", **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs=_described({"type": "date"}, note), format="%Y-%m-%d"),
        error_messages={
            "invalid": "There is no such date. Write it as 2026-12-24.",
            "required": "Give a date.",
        },
        **kwargs,
    )


def _weekdays_field(label: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one day.",
            "invalid_choice": "There is no such day of the week.",
        },
    )


def _without_seconds(at: time | None) -> time | None:
    return at.replace(second=0, microsecond=0) if at else None


class _HoursForm(forms.Form):
    """Fields `starts` and `ends`; an end that is not after its start is the next day's."""

    def clean_starts(self) -> time | None:
        return _without_seconds(self.cleaned_data["starts"])

    def clean_ends(self) -> time | None:
        return _without_seconds(self.cleaned_data["ends"])

    def check_order(self, data: dict[str, Any]) -> None:
        starts, ends = data.get("starts"), data.get("ends")
        if starts is not None and starts == ends and starts != time():
            self.add_error("ends", _SAME_TIMES)

    @property
    def window(self) -> Window:
        return (self.cleaned_data["starts"], self.cleaned_data["ends"])


class WindowForm(_HoursForm):
    """Hours of every week."""

    weekdays = _weekdays_field("Days")
    starts = _time_field("From")
    ends = _time_field("Until", note="hours_note")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_order(data)
        return data


class TemplateForm(forms.Form):
    template = forms.ChoiceField(
        choices=[(template.name, template.words) for template in WEEK_TEMPLATES],
        error_messages={
            "invalid_choice": "There are no such hours to add. Choose one of the buttons.",
            "required": "Choose one of the buttons.",
        },
    )

    @property
    def chosen(self) -> WeekTemplate:
        name = self.cleaned_data["template"]
        return next(template for template in WEEK_TEMPLATES if template.name == name)


class CopyDayForm(forms.Form):
    source = forms.TypedChoiceField(
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "There is no such day of the week."},
    )
    targets = _weekdays_field("Copy to")


class ExceptionForm(_HoursForm):
    """A date, or several in a row, that differ from the week. `today` is the local date."""

    CLOSED, OTHER = "closed", "other"

    day = _date_field("Date")
    until = _date_field("Last date", required=False, note="dates_note")
    how = forms.ChoiceField(
        label="On that date",
        choices=[(CLOSED, "Not free at all"), (OTHER, "Free at other times")],
        widget=forms.RadioSelect,
        initial=CLOSED,
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    starts = _time_field("From", required=False)
    ends = _time_field("Until", required=False, note="times_note")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        return self._coming(self.cleaned_data["day"])

    def clean_until(self) -> date | None:
        day = self.cleaned_data["until"]
        return self._coming(day) if day else None

    def _coming(self, day: date) -> date:
        if day < self.today:
            raise forms.ValidationError("This date has passed. Give today's or a coming one.")
        if day > self.today + FURTHEST_DATE:
            raise forms.ValidationError("This is more than a year away. Is the year right?")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("day"), data.get("until")
        if first and last and last < first:
            self.add_error("until", "The last date is before the first.")
        elif first and last and last - first >= LONGEST_STRETCH:
            self.add_error("until", "That is more than two months. Take a pause in your profile.")
        if data.get("how") == self.OTHER:
            for name in ("starts", "ends"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "Give a time, such as 18:00.")
            self.check_order(data)
        return data

    @property
    def dates(self) -> list[date]:
        first = self.cleaned_data["day"]
        last = self.cleaned_data["until"] or first
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    @property
    def is_closed(self) -> bool:
        return bool(self.cleaned_data["how"] == self.CLOSED)
