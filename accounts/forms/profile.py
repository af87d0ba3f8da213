"""What people say about themselves."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from django import forms

from accounts.domain.profiles import ProfileChanges
from accounts.domain.zones import is_zone, zone_choices
from accounts.forms.languages import language_choices
from accounts.models import Accommodation, Profile

EXTRA_TIME = [(0, "None"), (25, "25 % more"), (50, "50 % more")]
LONGEST_PAUSE = timedelta(days=366)
_PSEUDONYM = re.compile(r"[^\W_](?:[^\W_]|[ .'’-])*", re.UNICODE)
_LANGUAGE_FIELDS = ("language_1", "language_2", "language_3")


class ProfileForm(forms.Form):
    """The profile page. `today` is the date in the person's zone."""

    pseudonym = forms.CharField(
        min_length=3, max_length=40, help_text="What other people see instead of your name."
    )
    timezone = forms.ChoiceField(
        label="Time zone",
        help_text="All times are shown in it, and your availability is meant in it.",
        error_messages={
            "invalid_choice": "There is no time zone called %(value)s. Choose one from the list."
        },
    )
    language_1 = forms.ChoiceField(label="Language", help_text="The one you like to interview in.")
    language_2 = forms.ChoiceField(label="Second language", required=False)
    language_3 = forms.ChoiceField(label="Third language", required=False)
    weekly_goal = forms.IntegerField(
        min_value=1,
        max_value=14,
        label="Sessions a week",
        help_text="Your goal, from 1 to 14. Two is a good rhythm for most people.",
    )
    extra_time_percent = forms.TypedChoiceField(
        choices=EXTRA_TIME,
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
        required=False,
        label="Extra time",
        widget=forms.RadioSelect,
        help_text="Added to the timers of your rounds as candidate.",
    )
    accommodations = forms.MultipleChoiceField(
        choices=Accommodation,
        required=False,
        label="Other accommodations",
        widget=forms.CheckboxSelectMultiple,
        help_text="They apply without anybody being told why.",
    )
    paused_until_date = forms.DateField(
        required=False,
        label="Pause until",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Until then nobody can find you as a partner. Empty: you are not pausing.",
    )

    def __init__(self, *args: Any, profile: Profile, today: date, **kwargs: Any) -> None:
        self.profile = profile
        self.today = today
        kwargs["initial"] = {**_initial(profile), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self._choose_zones()
        languages = language_choices()
        self.fields["language_1"].choices = languages  # type: ignore[attr-defined]
        for name in _LANGUAGE_FIELDS[1:]:
            self.fields[name].choices = [("", "None"), *languages]  # type: ignore[attr-defined]

    def _choose_zones(self) -> None:
        zones = zone_choices()
        stored = self.profile.timezone
        if is_zone(stored) and not any(stored == name for _, group in zones for name, _ in group):
            zones = [("Now", [(stored, stored)]), *zones]
        self.fields["timezone"].choices = zones  # type: ignore[attr-defined]
        if self.profile.timezone_confirmed_at is None:
            self.fields["timezone"].widget.attrs["data-guess-timezone"] = ""

    def clean_pseudonym(self) -> str:
        name = " ".join(unicodedata.normalize("NFKC", self.cleaned_data["pseudonym"]).split())
        if not _PSEUDONYM.fullmatch(name):
            raise forms.ValidationError(
                "Use letters, digits, spaces, dots, apostrophes and hyphens; begin with a letter or"
                " digit."
            )
        if name.casefold().startswith("former member"):
            raise forms.ValidationError("This is what erased accounts are called. Choose another.")
        others = Profile.objects.exclude(pk=self.profile.pk)
        if others.filter(pseudonym__iexact=name).exists():
            raise forms.ValidationError("Somebody already uses this pseudonym. Choose another.")
        return name

    def clean_paused_until_date(self) -> date | None:
        until = self.cleaned_data["paused_until_date"]
        if until is None or until == self.profile.paused_until_date:
            return until
        if until <= self.today:
            raise forms.ValidationError("This day is not in the future. Leave it empty to go on.")
        if until > self.today + LONGEST_PAUSE:
            raise forms.ValidationError("A pause lasts a year at most. Choose an earlier day.")
        return until

    def changes(self) -> ProfileChanges:
        """What the valid form says, as `update_profile` takes it."""
        data = dict(self.cleaned_data)
        languages = [data.pop(name) for name in _LANGUAGE_FIELDS if name in data]
        data["languages"] = list(dict.fromkeys(code for code in languages if code))
        return data  # type: ignore[return-value]


class WelcomeForm(ProfileForm):
    """The part of the profile that new people are asked about."""

    weekly_goal = None  # type: ignore[assignment]
    paused_until_date = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.profile.timezone_confirmed_at is None:
            self.fields["timezone"].help_text = "Your browser proposes it: is it right?"


def _initial(profile: Profile) -> dict[str, Any]:
    languages = [*profile.languages, "", "", ""][:3] if profile.languages else ["en", "", ""]
    return {
        "pseudonym": profile.pseudonym,
        "timezone": profile.timezone,
        "weekly_goal": profile.weekly_goal,
        "extra_time_percent": profile.extra_time_percent,
        "accommodations": profile.accommodations,
        "paused_until_date": profile.paused_until_date,
        **dict(zip(_LANGUAGE_FIELDS, languages, strict=True)),
    }
