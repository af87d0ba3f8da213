from typing import Any

from django import forms

from scheduling.domain.limits import MOST_NOTICE_HOURS
from scheduling.models import BookingLimits
from scheduling.models.limits import LEAST_NOTICE_HOURS, MOST_A_DAY, MOST_A_WEEK, PAUSES

_PAUSE_CHOICES = [(minutes, f"{minutes} minutes" if minutes else "None") for minutes in PAUSES]
# What is offered to people who only interview, until they say otherwise.
_FOR_VOLUNTEERS = {
    "buffer_before_minutes": 15,
    "buffer_after_minutes": 15,
    "most_per_week": 2,
}


def _pause_field(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=_PAUSE_CHOICES,
        coerce=int,
        error_messages={"invalid_choice": "Choose one of the pauses in the list."},
    )


def _most_field(label: str, *, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        widget=forms.NumberInput(attrs={"aria-describedby": "limits_note"}),
    )


class LimitsForm(forms.Form):
    """How much the person lets be booked. Empty numbers are no limit."""

    buffer_before_minutes = _pause_field("Free before a session")
    buffer_after_minutes = _pause_field("Free after a session")
    most_per_day = _most_field("Sessions a day, at most", most=MOST_A_DAY)
    most_per_week = _most_field("Sessions a week, at most", most=MOST_A_WEEK)
    notice_hours = forms.IntegerField(
        label="Notice, in hours",
        min_value=LEAST_NOTICE_HOURS,
        max_value=MOST_NOTICE_HOURS,
        help_text=(
            f"From when others ask you to the start: {LEAST_NOTICE_HOURS} to {MOST_NOTICE_HOURS}."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        limits: BookingLimits | None,
        is_volunteer: bool = False,
        **kwargs: Any,
    ) -> None:
        usual = BookingLimits(**_FOR_VOLUNTEERS) if is_volunteer else BookingLimits()
        shown = limits or usual
        initial = {name: getattr(shown, name) for name in self.base_fields}
        super().__init__(data, initial=initial, auto_id="limits_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        per_day, per_week = data.get("most_per_day"), data.get("most_per_week")
        if per_day and per_week and per_day > per_week:
            self.add_error("most_per_day", "This is more than the sessions a week.")
        return data
