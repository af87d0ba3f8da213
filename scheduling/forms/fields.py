from datetime import UTC, datetime
from typing import Any

from django import forms

_YEARS = range(2000, 3000)  # whatever lies beyond breaks arithmetic sooner or later


class InstantField(forms.CharField):
    """An instant in ISO 8601 with its offset ("2026-11-24T17:00:00Z"), cleaned to UTC.

    The offset is required: a bare wall time would mean something else to each reader.
    """

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_instant(text)
        except ValueError:
            raise forms.ValidationError(
                "That is not a time we can read. Choose one from the list again.", code="invalid"
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def parse_instant(text: str) -> datetime:
    """Aware, in UTC; ValueError for anything else than ISO 8601 with an offset, of our era."""
    try:
        at = datetime.fromisoformat(text.strip().replace(" ", "+"))
        if at.tzinfo is None:
            raise ValueError("no offset")
        at = at.astimezone(UTC)
    except OverflowError as error:  # the first or last day of the calendar
        raise ValueError(text) from error
    if at.year not in _YEARS:
        raise ValueError(text)
    return at
