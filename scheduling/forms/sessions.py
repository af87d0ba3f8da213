from datetime import datetime
from typing import Any

from django import forms

from accounts.models import User
from common.templatetags.times import day_text, long_time
from scheduling.forms.fields import InstantField


class MoveForm(forms.Form):
    """Another time: one of those that fit both calendars, or one of the reader's own."""

    start = InstantField(
        label="Times that fit both calendars",
        required=False,
        widget=forms.RadioSelect,
    )
    own_start = forms.DateTimeField(
        label="Another time, in your time zone",
        required=False,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "step": 900}
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text="On a quarter of an hour. Leave it empty if a time above suits you.",
    )
    message = forms.CharField(
        label="A few words",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, alternatives: list[datetime], partner: User | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].widget.choices = [
            (at.isoformat(), _both_times(at, partner)) for at in alternatives
        ]
        if not alternatives:
            del self.fields["start"]

    def clean(self) -> dict[str, Any]:
        """Leaves the instant asked for in `starts_at` (UTC); what was typed wins."""
        cleaned = super().clean() or {}
        starts_at = cleaned.get("own_start") or cleaned.get("start")
        if starts_at is None and not self.errors:
            raise forms.ValidationError("Choose a time.")
        cleaned["starts_at"] = starts_at
        return cleaned


def _both_times(at: datetime, partner: User | None) -> str:
    """The reader's time, and the partner's where their clock shows another."""
    mine, zone = long_time(at), partner.profile.timezone if partner else ""
    theirs = long_time(at, zone)
    if partner is None or theirs == mine:
        return mine
    if day_text(at, zone) == day_text(at):
        theirs = theirs.partition(", ")[2]
    return f"{mine}; for {partner.profile} {theirs}"


class MeetingUrlForm(forms.Form):
    meeting_url = forms.URLField(
        label="Meeting link",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="An outside call, if you want one. It starts with https://.",
    )

    def clean_meeting_url(self) -> str:
        url = self.cleaned_data["meeting_url"]
        if url and not url.startswith("https://"):
            raise forms.ValidationError("A meeting link starts with https://.")
        return str(url)
