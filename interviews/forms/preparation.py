"""What people prepare for, and what they can give."""

from datetime import date, timedelta
from typing import Any

from django import forms

from interviews.domain.preparation import PreparationChanges
from interviews.models import Kind, Level, Loop, Preparation

FURTHEST_INTERVIEW = timedelta(days=731)


class PreparationForm(forms.Form):
    """The preparation page. `today` is the date in the person's zone.

    At least one round kind is asked for: to practise, or to interview in.
    """

    candidate_kinds = forms.MultipleChoiceField(
        choices=Kind,
        required=False,
        label="Rounds you want to practise",
        widget=forms.CheckboxSelectMultiple,
        help_text="At least one, here or below.",
    )
    interviewer_kinds = forms.MultipleChoiceField(
        choices=Kind,
        required=False,
        label="Rounds you can interview in",
        widget=forms.CheckboxSelectMultiple,
        help_text="In a swap both interview: each gets a script, the answers and a form.",
    )
    volunteers_only = forms.BooleanField(
        required=False,
        label="I only interview others",
        help_text="You are found as an interviewer and never as a candidate.",
    )
    level = forms.TypedChoiceField(
        choices=Level, coerce=int, label="Level", help_text="Of the job you prepare for."
    )
    interviewer_level = forms.TypedChoiceField(
        choices=[("", "The same level"), *Level.choices],
        coerce=int,
        empty_value=None,
        required=False,
        label="Level you can interview at",
        help_text="If you have held more interviews, or fewer, than your own level says.",
    )
    target_loop = forms.ModelChoiceField(
        queryset=Loop.objects.none(),
        required=False,
        label="Target loop",
        empty_label="None yet",
        help_text="The company’s rounds that your readiness is shown for.",
    )
    interview_date = forms.DateField(
        required=False,
        label="Interview date",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="If you know it.",
    )

    def __init__(self, *args: Any, preparation: Preparation, today: date, **kwargs: Any) -> None:
        self.preparation = preparation
        self.today = today
        kwargs["initial"] = {**_initial(preparation), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        loops = Loop.objects.select_related("company").order_by("company__name", "name")
        self.fields["target_loop"].queryset = loops  # type: ignore[attr-defined]

    def clean_interview_date(self) -> date | None:
        day = self.cleaned_data["interview_date"]
        if day is None or day == self.preparation.interview_date:
            return day
        if day < self.today:
            raise forms.ValidationError("This day has passed. Give a coming one, or none.")
        if day > self.today + FURTHEST_INTERVIEW:
            raise forms.ValidationError("This is more than two years away. Is the year right?")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted, given = data.get("candidate_kinds"), data.get("interviewer_kinds")
        if data.get("volunteers_only"):
            if not given:
                self.add_error("interviewer_kinds", "Choose at least one round to interview in.")
        elif not wanted and not given and "candidate_kinds" not in self.errors:
            self.add_error("candidate_kinds", "Choose at least one round, here or below.")
        return data

    def changes(self) -> PreparationChanges:
        """What the valid form says, as `update_preparation` takes it."""
        return dict(self.cleaned_data)  # type: ignore[return-value]


def _initial(preparation: Preparation) -> dict[str, Any]:
    return {
        "candidate_kinds": preparation.candidate_kinds,
        "interviewer_kinds": preparation.interviewer_kinds,
        "volunteers_only": preparation.volunteers_only,
        "level": preparation.level,
        "interviewer_level": preparation.interviewer_level,
        "target_loop": preparation.target_loop_id,
        "interview_date": preparation.interview_date,
    }
