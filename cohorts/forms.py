from datetime import date
from typing import Any

from django import forms

from cohorts.domain.roster import UnreadableRoster, decode_roster, read_roster
from cohorts.models import Cohort

MAX_DAYS = 366 * 2


class _DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CohortForm(forms.ModelForm):
    class Meta:
        model = Cohort
        fields = ("name", "starts_date", "ends_date")
        labels = {"starts_date": "First day", "ends_date": "Last day"}  # noqa: RUF012
        widgets = {"starts_date": _DateInput(), "ends_date": _DateInput()}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "name": "Its members and the people you invite see it.",
            "ends_date": "People can join until then, and sessions after it are not shown to you.",
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_starts_date(self) -> date:
        starts: date = self.cleaned_data["starts_date"]
        if abs((starts - self._today).days) > MAX_DAYS:
            raise forms.ValidationError("Choose a day within two years from now.")
        return starts

    def clean_ends_date(self) -> date:
        ends: date = self.cleaned_data["ends_date"]
        starts = self.cleaned_data.get("starts_date")
        if ends < self._today:
            raise forms.ValidationError("This day is over. Choose today or a later one.")
        if starts and ends < starts:
            raise forms.ValidationError("The last day must not be before the first.")
        if starts and (ends - starts).days > MAX_DAYS:
            raise forms.ValidationError("A cohort lasts two years at most.")
        return ends


class JoinForm(forms.Form):
    code = forms.CharField(
        label="Join code",
        max_length=60,
        help_text="Your coach has it: three groups of four, such as K7PM-3WXA-9QFD.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class RosterForm(forms.Form):
    """A list of people as a file or pasted; `cleaned_data["roster"]` is what it holds."""

    file = forms.FileField(
        label="CSV file",
        required=False,
        help_text="UTF-8, at most 500 rows, with the columns email and name in any order.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label="Or paste the list",
        required=False,
        strip=False,
        help_text="First line: email,name and, if you like, group",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        file, text = data.get("file"), data.get("text") or ""
        if file and text.strip():
            raise forms.ValidationError("Upload a file or paste a list, not both.")
        if not file and not text.strip():
            raise forms.ValidationError("Choose a file or paste a list.")
        try:
            data["text"] = decode_roster(file.read(MAX_READ)) if file else text
            data["roster"] = read_roster(data["text"])
        except UnreadableRoster as error:
            raise forms.ValidationError(str(error)) from None
        return data


MAX_READ = 1_000_001  # one byte more than a list may have
