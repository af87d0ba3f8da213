from collections.abc import Sequence
from typing import Any

from django import forms

from scheduling.fetching.addresses import LONGEST_ADDRESS, CannotFetch, parse_address
from scheduling.queries.calendar_accounts import OfferedCalendar
from scheduling.remote.contract import RemoteCalendar

WRITE_NOWHERE = "Into none"
_PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class CalDavForm(forms.Form):
    address = forms.CharField(
        label="Server address",
        max_length=LONGEST_ADDRESS,
        help_text="Such as caldav.fastmail.com, or the address that your service names.",
        widget=forms.TextInput(attrs={**_PLAIN, "inputmode": "url"}),
    )
    name = forms.CharField(label="User name", max_length=200, widget=forms.TextInput(attrs=_PLAIN))
    password = forms.CharField(
        label="App password",
        max_length=200,
        strip=False,
        help_text="One that you make for us, not the one with which you sign in there.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        if "://" not in address:
            address = f"https://{address}"
        try:
            return parse_address(address).url
        except CannotFetch:
            raise forms.ValidationError(
                "That is no address of a server. It looks like https://caldav.example.org/."
            ) from None

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if ":" in name:
            raise forms.ValidationError("A user name here has no colon.")
        return name


def suggested_busy(offered: Sequence[OfferedCalendar]) -> list[OfferedCalendar]:
    """What counts as busy; where nothing is chosen of the account yet, its main calendar."""
    if any(one.is_busy or one.is_written for one in offered):
        return [one for one in offered if one.is_busy]
    return [one for one in offered if one.calendar.is_main]


class ChooseCalendarsForm(forms.Form):
    """What the calendars of an account are for. The choices are keys, never the services' names."""

    busy = forms.MultipleChoiceField(
        label="Which count as busy?",
        required=False,
        help_text="While something stands in them, nobody can book you.",
        widget=forms.CheckboxSelectMultiple,
    )
    write = forms.ChoiceField(
        label="Where shall we write your sessions?",
        required=False,
        help_text="What is booked, moved or cancelled here then shows there within a minute.",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, offered: Sequence[OfferedCalendar], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "busy": [one.key for one in suggested_busy(offered)],
            "write": next((one.key for one in offered if one.is_written), "none"),
        }
        super().__init__(*args, **kwargs)
        self._by_key = {one.key: one.calendar for one in offered}
        self.fields["busy"].choices = [(one.key, one.name) for one in offered]  # type: ignore[attr-defined]
        writable = [(one.key, one.name) for one in offered if one.calendar.can_write]
        self.fields["write"].choices = [("none", WRITE_NOWHERE), *writable]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The calendars themselves in place of their keys."""
        cleaned = super().clean() or {}
        cleaned["busy"] = [self._by_key[key] for key in cleaned.get("busy", ())]
        write: RemoteCalendar | None = self._by_key.get(cleaned.get("write", ""))
        cleaned["write"] = write
        return cleaned


class DisconnectForm(forms.Form):
    take_out = forms.BooleanField(
        label="Take my coming sessions out of that calendar", required=False, initial=True
    )
