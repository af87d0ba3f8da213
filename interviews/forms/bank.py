"""What an editor says when a packet's standing changes, or a variant is begun."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from interviews.models import Packet

NOTE_HELP = "For other editors, on the packet's page and in its history."


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Why?",
        max_length=300,
        help_text=NOTE_HELP,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )

    def clean_note(self) -> str:
        return " ".join(self.cleaned_data["note"].split())


class LeakedForm(NoteForm):
    with_variants = forms.BooleanField(
        label="Its variants have leaked too",
        required=False,
        help_text="All packets of its family are marked and replaced in the same way.",
    )

    def __init__(self, *args: Any, has_family: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_family:
            del self.fields["with_variants"]


class ForkForm(forms.Form):
    slug = forms.CharField(
        label="Name of the variant",
        max_length=50,
        help_text="Its name in files and addresses: lower-case letters, digits and hyphens.",
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
                "Use lower-case letters, digits and single hyphens, such as two-allowances-b.",
            )
        ],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, packet: Packet, taken: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = packet.family[:46].rstrip("-")
        names = (f"{root}-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")
        self.initial["slug"] = next((name for name in names if name not in taken), "")
