from collections.abc import Sequence
from typing import Any

from django import forms

from cohorts.models import Membership
from dashboards.queries.cohort_lists import SESSION_STATES
from interviews.models import Participation
from scheduling.domain.round_terms import RoundTerms

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


class RulesForm(forms.Form):
    """The rules of a cohort's rounds."""

    is_on = forms.BooleanField(
        required=False,
        label="Run rounds in this cohort",
        help_text="Members are asked whether they take part; nobody is until they say yes.",
    )
    every_hours = forms.TypedChoiceField(
        label="How often",
        coerce=int,
        choices=[(1, "Every hour"), (6, "Every six hours"), (24, "Daily"), (168, "Weekly")],
    )
    horizon_days = forms.IntegerField(label="Days planned ahead", min_value=1, max_value=28)
    notice_hours = forms.IntegerField(
        label="Hours between a round and the first session",
        min_value=2,
        max_value=96,
    )
    answer_hours = forms.IntegerField(label="Hours to answer", min_value=2, max_value=168)
    lowest_gap = forms.TypedChoiceField(
        label="An interviewer may stand",
        coerce=int,
        choices=[
            (-2, "two levels below the learner"),
            (-1, "one level below the learner"),
            (0, "no level below the learner"),
        ],
    )
    again_after_days = forms.IntegerField(
        label="Days until two who have met may meet again", min_value=0, max_value=365
    )
    groups_apart = forms.BooleanField(required=False, label="Keep members of one group apart")
    excluded_groups = forms.MultipleChoiceField(
        required=False,
        label="Groups that take no part",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, groups: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["excluded_groups"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(group, group) for group in groups]
        if not groups:
            del self.fields["excluded_groups"]

    @property
    def terms(self) -> RoundTerms:
        return RoundTerms.from_json(self.cleaned_data)


class FixedPairForm(forms.Form):
    """Two of a cohort who are to meet."""

    first = forms.ChoiceField(label="One")
    second = forms.ChoiceField(label="The other")

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(m.user.public_id): m.user for m in memberships}
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            people = [(key, str(user.profile)) for key, user in self._people.items()]
            field.choices = [("", "Choose a member"), *people]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {name: self._people[key] for name, key in data.items()}


class GroupForm(forms.Form):
    """A member's group, by the member's public id."""

    member = forms.UUIDField()
    group = forms.CharField(required=False, max_length=40, label="Group")
