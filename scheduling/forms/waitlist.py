from typing import Any

from django import forms

from interviews.models import Kind, Preparation
from scheduling.forms.partners import WAY_LABELS, possible_ways


class WaitlistForm(forms.Form):
    """What somebody waits for. All but the ways may stay empty: any of their hours."""

    ways = forms.MultipleChoiceField(
        label="What would do",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of round",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none for any of yours.",
    )
    from_date = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until_date = forms.DateField(
        label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    starts = forms.TimeField(
        label="Between", required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    ends = forms.TimeField(
        label="and",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text="In your time zone. Leave all of these empty for any of your hours.",
    )

    def __init__(self, *args: Any, preparation: Preparation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {*preparation.candidate_kinds, *preparation.interviewer_kinds}
        ways = possible_ways(preparation)
        self.fields["ways"].choices = [(way.value, WAY_LABELS[way]) for way in ways]  # type: ignore[attr-defined]
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label) for kind in Kind if kind.value in own
        ]
        self.initial.setdefault("ways", [way.value for way in ways[:1]])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", "The last date comes before the first.")
        if (cleaned.get("starts") is None) != (cleaned.get("ends") is None):
            self.add_error("ends", "Give both times, or neither.")
        return cleaned
