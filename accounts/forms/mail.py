from typing import Any

from django import forms

from accounts.domain.mail_kinds import MAIL_KINDS


class MailForm(forms.Form):
    """A checkbox for each kind of mail that can be turned off; ticked means wanted."""

    def __init__(self, *args: Any, turned_off: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in MAIL_KINDS:
            self.fields[kind.name] = forms.BooleanField(
                label=kind.label,
                help_text=kind.help_text,
                required=False,
                initial=kind.name not in turned_off,
            )

    def wanted(self) -> set[str]:
        """The names of the kinds that are ticked."""
        return {name for name, is_wanted in self.cleaned_data.items() if is_wanted}
