from collections.abc import Sequence
from typing import Any

from django import forms

from cohorts.models import Membership
from dashboards.queries.cohort_lists import SESSION_STATES
from interviews.models import Participation

ANY = ("", "Any")


class MemberFilter(forms.Form):
    """What the lists of a cohort can be narrowed to. An empty field means any."""

    member = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(m.user.public_id): m.user for m in memberships}
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *((key, user.profile) for key, user in self._people.items())]
        field.error_messages["invalid_choice"] = "There is no such member in this cohort."

    def clean_member(self) -> Any:
        return self._people.get(self.cleaned_data["member"])


class SessionFilter(MemberFilter):
    state = forms.ChoiceField(required=False, choices=[ANY, *SESSION_STATES.items()])
    attendance = forms.ChoiceField(
        required=False, choices=[ANY, *Participation.Attendance.choices], label="Who came"
    )


class FormFilter(MemberFilter):
    owed = forms.BooleanField(required=False, label="Only what is still owed")
