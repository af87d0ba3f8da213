"""The whole week at once, as it was painted, with the week that it was made from."""

from typing import Any

from django import forms

from scheduling.domain.availability import Window
from scheduling.domain.week_paint import parse_windows

_MAX_LENGTH = 600  # fifty windows; the action allows fewer, once they are merged


class WindowsField(forms.CharField):
    """Windows of one day, "09:00-11:00 22:00-02:00", cleaned to a list."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, max_length=_MAX_LENGTH)

    def clean(self, value: Any) -> list[Window]:
        try:
            return parse_windows(super().clean(value))
        except ValueError:
            raise forms.ValidationError("These are no hours of a day.", code="invalid") from None


class WeekForm(forms.Form):
    """Fields `day_0` (Monday) to `day_6`, and `was_0` to `was_6`: what the page was made from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in range(7):
            self.fields[f"day_{weekday}"] = WindowsField()
            self.fields[f"was_{weekday}"] = WindowsField()

    def clean(self) -> dict[str, Any]:
        """A field that is missing is no empty day: half a form must not erase the other half."""
        if any(name not in self.data for name in self.fields):
            raise forms.ValidationError("The week came incomplete.", code="incomplete")
        return super().clean() or {}

    @property
    def week(self) -> dict[int, list[Window]]:
        return self._days("day")

    @property
    def was(self) -> dict[int, list[Window]]:
        return self._days("was")

    def _days(self, prefix: str) -> dict[int, list[Window]]:
        days = {weekday: self.cleaned_data[f"{prefix}_{weekday}"] for weekday in range(7)}
        return {weekday: sorted(set(windows)) for weekday, windows in days.items() if windows}
