from typing import Any

from django import forms

from scheduling.models import MatchPreference


class MatchPreferenceForm(forms.Form):
    """Shall the site look for partners, and how often?"""

    is_on = forms.BooleanField(
        required=False,
        label="Find partners for me",
        help_text=(
            "We propose a partner and a time within your hours; nothing is booked until both of"
            " you say yes."
        ),
    )
    sessions = forms.IntegerField(
        label="Sessions in two weeks, at most",
        min_value=1,
        max_value=MatchPreference.MOST_SESSIONS,
    )
    per_week = forms.IntegerField(
        label="Sessions in one week, at most",
        min_value=1,
        max_value=MatchPreference.MOST_A_WEEK,
    )

    def __init__(
        self, data: Any = None, *, preference: MatchPreference | None, **kwargs: Any
    ) -> None:
        shown = preference or MatchPreference()
        initial = {name: getattr(shown, name) for name in ("is_on", "sessions", "per_week")}
        super().__init__(data, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sessions, per_week = data.get("sessions"), data.get("per_week")
        if sessions and per_week and per_week > sessions:
            self.add_error("per_week", "This is more than the sessions in two weeks.")
        return data
