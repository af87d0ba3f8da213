"""The properties of a packet's front matter as form fields."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from interviews.models import Competency, Level, Loop, Topic, Value

LISTS = ("topics", "values", "competencies", "loops")


class PropertiesForm(forms.Form):
    """Nothing is required here: the packet's checks say what is missing, beside the form."""

    title = forms.CharField(required=False, help_text="At most 120 characters.")
    summary = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="At most 300 characters. Editors choose by it; it gives nothing away.",
    )
    level = forms.ChoiceField(required=False, choices=Level, help_text="Of the candidate.")
    topics = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    values = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    counts_as = forms.ChoiceField(
        required=False,
        label="Counts as",
        help_text="Where the packet stands in the coverage: one of those ticked above.",
    )
    competencies = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    loops = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    languages = forms.CharField(
        required=False,
        label="Programming languages",
        help_text="With commas between. For coding and reviews at least one.",
    )
    authors = forms.CharField(required=False, help_text="Names, with commas between.")
    licence = forms.CharField(required=False, help_text="Such as CC-BY-4.0.")
    not_assumed = forms.CharField(
        required=False,
        label="Not assumed",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What nobody must need to know for this question.",
    )

    def __init__(self, data: QueryDict | None, *, kind: str, data_of: dict[str, Any]) -> None:
        self.was, self.kind = data_of, kind
        super().__init__(data, initial=_initial(data_of, kind), auto_id="id_%s")
        for name, choices in _choices(kind).items():
            gone = [key for key in _list(data_of.get(name)) if key not in dict(choices)]
            choices += [(key, f"{key} (not on this site)") for key in gone]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        of = self.fields[_first_of(kind)].choices  # type: ignore[attr-defined]
        self.fields["counts_as"].choices = [("", "The first"), *of]  # type: ignore[attr-defined]

    def properties(self) -> dict[str, Any]:
        """What was typed, as the front matter has it; what is no choice is left as it was."""
        self.is_valid()
        typed = self.cleaned_data
        found: dict[str, Any] = {
            name: typed[name].replace("\r\n", "\n").strip()
            for name in ("title", "summary", "licence", "not_assumed")
            if name in typed
        }
        for name in ("languages", "authors"):
            if name in typed:
                found[name] = [word.strip() for word in typed[name].split(",") if word.strip()]
        if typed.get("level"):
            found["level"] = int(typed["level"])
        for name in LISTS:
            if name in typed:
                first = typed.get("counts_as", "") if name == _first_of(self.kind) else ""
                found[name] = _ordered(typed[name], was=_list(self.was.get(name)), first=first)
        return found


def _first_of(kind: str) -> str:
    return "values" if kind == "behavioural" else "topics"


def _list(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _ordered(chosen: Iterable[str], *, was: list[str], first: str) -> list[str]:
    """Those that were there in their order, then the new ones; `first` before all if chosen."""
    chosen = list(chosen)
    kept = [key for key in was if key in chosen]
    ordered = kept + [key for key in chosen if key not in kept]
    if first in ordered:
        ordered = [first, *(key for key in ordered if key != first)]
    return ordered


def _initial(data: dict[str, Any], kind: str) -> dict[str, Any]:
    texts = ("title", "summary", "licence", "not_assumed", "level")
    initial: dict[str, Any] = {name: _text(data.get(name)) for name in texts}
    initial |= {name: ", ".join(_list(data.get(name))) for name in ("languages", "authors")}
    initial |= {name: _list(data.get(name)) for name in LISTS}
    return initial | {"counts_as": next(iter(_list(data.get(_first_of(kind)))), "")}


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value).strip()


def _choices(kind: str) -> dict[str, list[tuple[str, str]]]:
    """What can be ticked for a packet of the kind: key and name."""
    loops = Loop.objects.filter(rounds__kind=kind).distinct().order_by("company__name", "name")
    values = Value.objects.order_by("company__name", "position")
    return {
        "topics": [
            (topic.slug, topic.name) for topic in Topic.objects.filter(kind=kind).order_by("name")
        ],
        "values": [
            (f"{value.company.slug}/{value.slug}", f"{value.company.name}: {value.name}")
            for value in values.select_related("company")
        ],
        "competencies": [(one.slug, one.name) for one in Competency.objects.order_by("position")],
        "loops": [
            (f"{loop.company.slug}/{loop.slug}", f"{loop.company.name}: {loop.name}")
            for loop in loops.select_related("company")
        ],
    }
