from typing import Any, cast

from django import forms

from accounts.models import User
from interviews.models import Kind, Mode
from scheduling.domain.declines import Why
from scheduling.forms.fields import InstantField
from scheduling.models import Decline
from scheduling.queries.roles import booked_minutes, debrief_minutes, roles_between

SWAP = "swap"
PRACTISE = "one_way"  # a one-way session in which whoever asks is the candidate
INTERVIEW = "one_way_interview"  # … in which whoever asks is the interviewer

_UNUSED_IN = {"proposer_kind": INTERVIEW, "partner_kind": PRACTISE}


def _kind_choices(kinds: list[str]) -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in Kind if kind.value in kinds]


class ProposeForm(forms.Form):
    """What to ask a partner for. Offers only what the two of them have said they do."""

    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    start = InstantField(error_messages={"required": "Choose a time first."})
    mode = forms.ChoiceField(label="How", widget=forms.RadioSelect)
    proposer_kind = forms.ChoiceField(label="You practise")
    partner_kind = forms.ChoiceField()
    message = forms.CharField(
        label="A few words",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you would like to work on. At most 500 characters.",
    )

    def __init__(self, *args: Any, proposer: User, partner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposer, self.partner = proposer, partner
        self.initial_given = {name for name, value in self.initial.items() if value}
        mine, theirs = proposer.preparation, partner.preparation
        practise = _kind_choices(theirs.interviewer_kinds) if not mine.volunteers_only else []
        interview = _kind_choices(theirs.candidate_kinds) if not theirs.volunteers_only else []
        self._set_choices("proposer_kind", practise, preferred=mine.candidate_kinds)
        self._set_choices("partner_kind", interview, preferred=mine.interviewer_kinds)
        self.fields["partner_kind"].label = f"{partner.profile.pseudonym} practises"
        ways = [
            *([SWAP] if practise and interview else []),
            *([PRACTISE] if practise else []),
            *([INTERVIEW] if interview else []),
        ]
        self._choice_field("mode").choices = [(way, self._in_words(way)) for way in ways]
        self.initial["mode"] = self._first_way(ways)
        self.is_possible = bool(ways)
        chosen = self.data.get("mode") if self.is_bound else ""
        for name, unused_in in _UNUSED_IN.items():
            self.fields[name].required = chosen != unused_in
            if not self._choice_field(name).choices:
                del self.fields[name]

    def _choice_field(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def _first_way(self, ways: list[str]) -> str:
        """What the link asked for, if it is possible; else the first that is."""
        asked = self.initial.get("mode")
        if asked == PRACTISE and "proposer_kind" not in self.initial_given:
            asked = INTERVIEW if "partner_kind" in self.initial_given else PRACTISE
        return asked if asked in ways else next(iter(ways), "")

    def _set_choices(
        self, name: str, choices: list[tuple[str, str]], *, preferred: list[str]
    ) -> None:
        self._choice_field(name).choices = choices
        offered = [value for value, _ in choices]
        best = [value for value in preferred if value in offered] or offered
        if best and self.initial.get(name) not in offered:
            self.initial[name] = best[0]

    def _in_words(self, way: str) -> str:
        """ "Swap, 60 min: Calm Heron interviews you for 25 min, then you interview …"."""
        mode = Mode.SWAP if way == SWAP else Mode.ONE_WAY
        roles = roles_between(
            self.proposer,
            self.partner,
            mode=mode,
            proposer_kind="" if way == INTERVIEW else Kind.CODING,
            partner_kind="" if way == PRACTISE else Kind.CODING,
            reader=self.proposer,
        )
        parts = [f"{role.text} for {role.minutes} min" for role in roles]
        parts.append(f"{debrief_minutes(mode)} min of feedback and debrief")
        total = booked_minutes(mode, roles=roles)
        name = "Swap" if way == SWAP else "One-way"
        return f"{name}, {total} min: {', then '.join(parts)}"

    def clean(self) -> dict[str, Any]:
        """`mode` becomes a Mode; only the kinds that it has a use for are kept."""
        cleaned = super().clean() or {}
        way = cleaned.get("mode", "")
        cleaned["mode"] = Mode.SWAP if way == SWAP else Mode.ONE_WAY
        for name, unused_in in _UNUSED_IN.items():
            if way == unused_in:
                cleaned[name] = ""
        return cleaned


class DeclineForm(forms.Form):
    """Why somebody says no: a choice that is remembered, and words for the other person."""

    why = forms.ChoiceField(
        label="Why not?",
        choices=Decline.Reason,
        initial=Decline.Reason.TIME,
        widget=forms.RadioSelect,
        help_text="Only you see your choice. We offer you less of what does not suit you.",
    )
    reason = forms.CharField(
        label="A few words to your partner",
        required=False,
        max_length=200,
        help_text="They read it, unless you chose “Not with this person”. At most 200 characters.",
        widget=forms.TextInput(),
    )

    def clean_why(self) -> Why:
        return Why(self.cleaned_data["why"])


class ReasonForm(forms.Form):
    """Why somebody declines a move or cancels, in their words."""

    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=200,
        help_text="Your partner reads it. At most 200 characters.",
        widget=forms.TextInput(),
    )
