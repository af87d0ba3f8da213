"""What people write of a story, and where they say that they told it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms

from interviews.models import Leg, Value
from practice.domain.drafts import Draft
from practice.domain.specificity import Parts
from practice.models import Story

PARTS = {
    "situation": ("Situation", "Where and when was it, and what was going wrong? Two sentences."),
    "task": ("Task", "What was yours to do, and what stood against it?"),
    "action": ("Action", "What did you do, one thing after the other? The longest part."),
    "result": ("Result", "What was different afterwards, and who could confirm it?"),
}
TITLE = "The two or three words by which you will remember it."


class _ValuesForm(forms.Form):
    """The values that a story shows, as ticks; no field where there are none to choose."""

    def offer(self, values: Sequence[Value]) -> None:
        if values:
            choices = [(str(value.pk), value.name) for value in values]
            self.fields["values"] = _ticks("Values it shows", choices)

    @property
    def chosen_values(self) -> tuple[int, ...]:
        return tuple(map(int, self.cleaned_data.get("values", ())))


class NewStoryForm(_ValuesForm):
    """Enough to begin. `public_id` makes a second click find the first one's story."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(max_length=120, label="Title", help_text=TITLE)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, values: Sequence[Value], chosen: str = ""
    ) -> None:
        initial = {"public_id": uuid4(), "values": [chosen]}
        super().__init__(data, initial=initial, label_suffix="")
        self.offer(values)

    @property
    def draft(self) -> Draft:
        return Draft(self.cleaned_data["title"], Parts(), self.chosen_values)


class StoryForm(_ValuesForm):
    """All of a story. What was typed is kept as it is, the title but trimmed."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(max_length=120, label="Title", help_text=TITLE)
    situation, task, action, result = (
        forms.CharField(
            label=label,
            help_text=ask,
            required=False,
            strip=False,
            max_length=Story.PART_LENGTH,
            widget=forms.Textarea(attrs={"rows": 7 if label == "Action" else 4}),
        )
        for label, ask in PARTS.values()
    )
    is_decision = forms.BooleanField(
        required=False,
        label="It is about a technical decision and what was traded for what",
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, story: Story, values: Sequence[Value]
    ) -> None:
        initial = {name: getattr(story, name) for name in (*PARTS, "title", "is_decision")}
        initial["revision"] = story.revision
        initial["values"] = [str(value.pk) for value in story.values.all()]
        super().__init__(data, initial=initial, label_suffix="")
        self.offer(values)

    @property
    def draft(self) -> Draft:
        data = self.cleaned_data
        parts = Parts(**{name: data[name] for name in PARTS})
        return Draft(data["title"], parts, self.chosen_values, data["is_decision"])


class ToldForm(forms.Form):
    """After a behavioural round: which stories were told in it."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        stories: Iterable[Story],
        told: Iterable[int],
    ) -> None:
        super().__init__(data, initial={"stories": list(map(str, told))}, label_suffix="")
        self._stories = {str(story.pk): story for story in stories}
        self.fields["stories"] = _ticks(
            "Stories", [(key, story.title) for key, story in self._stories.items()]
        )

    @property
    def chosen(self) -> list[Story]:
        return [self._stories[key] for key in self.cleaned_data["stories"]]


class RoundsForm(forms.Form):
    """On a story's page: in which rounds it was told. The choices' words are the template's."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, legs: Iterable[Leg], told: Iterable[int]
    ) -> None:
        super().__init__(data, initial={"legs": list(map(str, told))}, label_suffix="")
        self.legs = {str(leg.pk): leg for leg in legs}
        self.fields["legs"] = _ticks("Sessions", [(key, key) for key in self.legs])

    @property
    def chosen(self) -> list[Leg]:
        return [self.legs[key] for key in self.cleaned_data["legs"]]


def _ticks(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )
