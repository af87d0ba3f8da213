from django import forms


class EraseForm(forms.Form):
    """A word to type, so that nobody erases an account by a slip."""

    confirmation = forms.CharField(
        label="Type “erase” to confirm", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_confirmation(self) -> str:
        word = self.cleaned_data["confirmation"]
        if word.strip(" \"'“”").lower() != "erase":
            raise forms.ValidationError("Type the word erase. Nothing was erased.")
        return word
