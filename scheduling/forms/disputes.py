from typing import Any

from django import forms

from accounts.models import User
from interviews.models import Participation, Session

MARKS = [
    ("present", "Was there in time"),
    ("late", "Came, but late"),
    ("absent", "Did not come"),
    ("technical", "Had technical trouble"),
]
MARKS_WITH_UNKNOWN = [*MARKS, ("unknown", "Cannot be known")]


class DisputeForm(forms.Form):
    """Which mark is wrong, what would be right, and why."""

    place = forms.ChoiceField(label="Whose coming", widget=forms.RadioSelect)
    claimed = forms.ChoiceField(label="What is right", choices=MARKS, widget=forms.RadioSelect)
    text = forms.CharField(
        label="What happened",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Your partner and a coach who decides read it. At most 500 characters.",
    )

    def __init__(self, *args: Any, session: Session, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in session.participations.all()}
        mine = next(pk for pk, place in self.places.items() if place.user_id == reader.pk)
        choices = [
            (pk, "Mine" if pk == mine else f"That of {place.user.profile.pseudonym}")
            for pk, place in sorted(self.places.items(), key=lambda item: item[0] != mine)
        ]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("place", mine)

    def clean_place(self) -> Participation:
        return self.places[self.cleaned_data["place"]]


class DecideForm(forms.Form):
    """The mark that stands, and a few words to both."""

    mark = forms.ChoiceField(
        label="The mark that stands", choices=MARKS_WITH_UNKNOWN, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="A few words to both",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Both people read it. At most 300 characters.",
    )
