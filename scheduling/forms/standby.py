from typing import Any

from django import forms

from interviews.models import Kind, Preparation
from scheduling.domain.standby import CHOICES
from scheduling.forms.partners import WAY_LABELS, possible_ways


class StandbyForm(forms.Form):
    """How long somebody is free from now, and for what."""

    minutes = forms.TypedChoiceField(
        label="I am free for the next",
        coerce=int,
        choices=[(minutes, f"{minutes} minutes") for minutes in CHOICES],
        initial=CHOICES[-1],
        error_messages={"invalid_choice": "Choose one of the lengths."},
    )
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

    def __init__(self, *args: Any, preparation: Preparation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {*preparation.candidate_kinds, *preparation.interviewer_kinds}
        ways = possible_ways(preparation)
        self.fields["ways"].choices = [(way.value, WAY_LABELS[way]) for way in ways]  # type: ignore[attr-defined]
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label) for kind in Kind if kind.value in own
        ]
        self.initial.setdefault("ways", [way.value for way in ways])
