"""A new packet's kind and name; a review; which revision a page was made from."""

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict

from interviews.models import Kind, Level


class NewDraftForm(forms.Form):
    """`topic` (or "company/value") and `level` come with a link from the coverage."""

    kind = forms.ChoiceField(choices=Kind, widget=forms.RadioSelect)
    slug = forms.SlugField(
        max_length=50,
        label="Name in addresses and files",
        help_text="Lower-case letters, digits and single hyphens, as in: a-promise-kept. It stays.",
    )
    topic = forms.CharField(
        required=False,
        max_length=101,
        validators=[RegexValidator(r"^[a-z0-9-]+(/[a-z0-9-]+)?\Z", "There is no such topic.")],
        widget=forms.HiddenInput(),
    )
    level = forms.TypedChoiceField(
        required=False, choices=Level, coerce=int, widget=forms.HiddenInput()
    )


class SubmitForm(forms.Form):
    change_note = forms.CharField(
        max_length=300,
        label="What is new or changed, and why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences for the second editor and for the history.",
    )


class ReviewForm(forms.Form):
    """`has_code`: whether the reviewer must say that they ran it themself."""

    note = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed to return the draft; its editors read it.",
    )
    has_run_code = forms.BooleanField(
        required=False,
        label="I have run manage.py validate_packets on the export, and it found no problem",
    )

    def __init__(self, *args: object, asks_for_run: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not asks_for_run:
            del self.fields["has_run_code"]


def revision_in(data: QueryDict) -> int:
    """The revision that the posted page was made from; 0, which never is one, for garbage."""
    text = data.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
