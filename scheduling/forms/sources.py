from pathlib import PurePath
from typing import Any

from django import forms

from scheduling.fetching.addresses import LONGEST_ADDRESS, CannotFetch, parse_address
from scheduling.fetching.calendar_file import MOST_BYTES
from scheduling.models.calendars import LONGEST_NAME

NAME_HELP = "Shown to you alone, such as “Work”."


def _name_field() -> forms.CharField:
    return forms.CharField(
        label="Name", required=False, max_length=LONGEST_NAME, help_text=NAME_HELP
    )


class AddressForm(forms.Form):
    address = forms.CharField(
        label="Address of the calendar",
        max_length=LONGEST_ADDRESS,
        help_text="It begins with https:// or webcal:// and often ends in .ics.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}
        ),
    )
    name = _name_field()

    def clean_address(self) -> str:
        try:
            return parse_address(self.cleaned_data["address"]).url
        except CannotFetch as error:
            raise forms.ValidationError(str(error)) from None

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or "My calendar"


class FileForm(forms.Form):
    """An exported file; `raw` is what it holds."""

    file = forms.FileField(
        label="Calendar file",
        help_text="An .ics file of at most 10 MB. We keep when you are busy, and nothing else.",
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,.ical,text/calendar"}),
    )
    name = _name_field()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                "The file is larger than 10 MB. Export a smaller one, such as only this year’s."
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if file := cleaned.get("file"):
            cleaned["raw"] = file.read(MOST_BYTES)
            stem = "".join(char for char in PurePath(file.name).stem if char.isprintable())
            cleaned["name"] = cleaned.get("name") or stem[:LONGEST_NAME] or "My calendar"
        return cleaned
