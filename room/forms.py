from django import forms


class MomentForm(forms.Form):
    """A private note. What it may hold is said by feedback.actions.moments."""

    key = forms.UUIDField()
    text = forms.CharField(required=False, max_length=2000)
    criterion = forms.CharField(required=False, max_length=50)
