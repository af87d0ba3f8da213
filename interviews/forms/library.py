"""What the list of packets can be narrowed to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from interviews.domain.packets.coverage import BANDS
from interviews.models import Competency, Kind, Level, Loop, Packet, Topic, Value
from interviews.queries.library import LibraryFilters

ANY = ("", "Any")
BAND_WORDS = {
    "gentle": "Gentle (new graduate, junior)",
    "middle": "Middle (mid-level)",
    "demanding": "Demanding (senior, staff)",
}
SORT_WORDS = [
    ("", "Kind, then level"),
    ("title", "Title"),
    ("level", "Level"),
    ("most_used", "Most used first"),
    ("least_used", "Least used first"),
]
LEVEL_CHOICES = [
    ANY,
    ("By difficulty", [(band, BAND_WORDS[band]) for band in BANDS]),
    ("By level", [(str(number), label) for number, label in Level.choices]),
]


class LibraryForm(forms.Form):
    """Filters of the library, in its address. What cannot be read is said, and means any."""

    text = forms.CharField(
        label="Title or summary", required=False, max_length=80, widget=forms.SearchInput()
    )
    kind = forms.ChoiceField(required=False, choices=[ANY, *Kind.choices])
    level = forms.ChoiceField(required=False, choices=LEVEL_CHOICES)
    topic = forms.ChoiceField(required=False)
    competency = forms.ChoiceField(required=False)
    value = forms.ChoiceField(required=False)
    loop = forms.ChoiceField(required=False)
    status = forms.ChoiceField(required=False, choices=[ANY, *Packet.Status.choices])
    sort = forms.ChoiceField(label="Order", required=False, choices=SORT_WORDS)
    focus = forms.CharField(required=False, max_length=101, widget=forms.HiddenInput())
    variants = forms.BooleanField(label="Variants only", required=False)

    def __init__(self, given: QueryDict) -> None:
        super().__init__(given, auto_id="filter_%s", use_required_attribute=False)
        for name, choices in _tag_choices().items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [ANY, *choices]

    @property
    def filters(self) -> LibraryFilters:
        self.is_valid()
        return LibraryFilters.of(self.cleaned_data)

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "sort")


class VersionsForm(forms.Form):
    """Two versions of a packet to compare: at first the latest with the one before it."""

    def __init__(self, given: Mapping[str, str], *, packet: Packet) -> None:
        self._versions = {str(version.number): version for version in packet.versions.all()}
        numbers = sorted(self._versions, key=int)
        to = given.get("to") or numbers[-1]
        place = numbers.index(to) if to in numbers else 0
        data = {"from": given.get("from") or numbers[max(place - 1, 0)], "to": to}
        super().__init__(data, auto_id="compare_%s")
        choices = [(number, f"Version {number}") for number in reversed(numbers)]
        for name, label in (("from", "From"), ("to", "To")):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                error_messages={"invalid_choice": "There is no such version."},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {name: self._versions[number] for name, number in data.items()}


def _tag_choices() -> dict[str, list[tuple[str, str]]]:
    """The catalogue's tags, in four queries."""
    values = Value.objects.select_related("company").order_by("company__name", "position")
    loops = Loop.objects.select_related("company").order_by("company__name", "name")
    return {
        "topic": [(topic.slug, topic.name) for topic in Topic.objects.order_by("name")],
        "competency": [(found.slug, found.name) for found in Competency.objects.all()],
        "value": [(f"{v.company.slug}/{v.slug}", f"{v.company}: {v.name}") for v in values],
        "loop": [(f"{found.company.slug}/{found.slug}", str(found)) for found in loops],
    }
