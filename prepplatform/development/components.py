"""The page that shows every component in every state. Development only."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

COLOURS = (
    *("canvas", "surface", "sunken", "line", "line-strong", "ink", "ink-soft", "ink-muted"),
    *("accent", "accent-strong", "accent-soft", "ok", "warn", "bad"),
)
ICONS = (
    *("calendar", "calendar-check", "calendar-x", "clock", "user", "users", "user-check", "check"),
    *("x", "arrow-right", "arrow-left", "mail", "video", "message-square", "chart-line", "target"),
    *("flag", "alert-triangle", "circle-alert", "circle-check", "circle-help", "info", "download"),
    *("upload", "copy", "link", "play", "pause", "plus", "minus", "trash-2", "pencil", "search"),
    *("star", "book-open", "settings", "log-out", "globe", "repeat", "eye", "lock", "key-round"),
    *("menu", "sun", "moon", "quote", "printer", "shield", "coffee", "hourglass", "house", "mic"),
    *("send", "chevron-left", "chevron-right", "chevron-down", "external-link", "refresh-cw"),
    *("bell", "list", "layout-grid"),
)
ANCHORS = (
    "Starts to code without a question about the task.",
    "Asks one question, and misses the limits of the input.",
    "Names inputs, outputs and limits before the first line.",
    "Also restates the task, and gets it confirmed by an example.",
)
HEAT_ROWS = (
    ("Coding", (0, 1, 3, 4)),
    ("System design", (2, 4, 3, 1)),
    ("Behavioural", (0, 0, 1, 2)),
)
TREND = ((0, 112, 42), (88, 102, 40), (176, 106, 36), (264, 83, 29), (352, 67, 24), (440, 53, 21))


class SampleForm(forms.Form):
    """Every kind of field, so that each can be seen empty, filled, wrong and disabled."""

    name = forms.CharField(label="Pseudonym", help_text="What others see. Not your real name.")
    email = forms.EmailField(label="E-mail address")
    timezone = forms.ChoiceField(
        label="Time zone", choices=[("", "Choose one"), ("Europe/Berlin", "Europe/Berlin (UTC+1)")]
    )
    date = forms.DateField(
        label="Interview date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The day of the real interview, if you know it.",
    )
    goal = forms.IntegerField(label="Sessions a week", min_value=1, max_value=14)
    kinds = forms.MultipleChoiceField(
        label="Rounds to practise",
        choices=[
            ("coding", "Coding"),
            ("system_design", "System design"),
            ("behavioural", "Behavioural"),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text="At least one.",
    )
    level = forms.ChoiceField(
        label="Level",
        choices=[("1", "New graduate"), ("3", "Mid"), ("4", "Senior")],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(label="Note to your partner", widget=forms.Textarea, required=False)
    roster = forms.FileField(label="List of members", required=False, help_text="CSV, up to 1 MB.")
    fixed = forms.CharField(label="Invitation code", disabled=True, required=False)
    volunteers = forms.BooleanField(
        label="Only volunteers", required=False, help_text="Nobody who also wants to be asked."
    )


def _trend() -> dict[str, Any]:
    """A band (80 % interval) and a line, as the points of SVG shapes 440 wide and 160 high."""
    upper = [f"{x},{y - half}" for x, y, half in TREND]
    lower = [f"{x},{y + half}" for x, y, half in reversed(TREND)]
    return {
        "band": " ".join(upper + lower),
        "line": " ".join(f"{x},{y}" for x, y, _ in TREND),
        "points": TREND,
    }


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    wrong = SampleForm({"name": "", "email": "ada@", "goal": "40", "level": "3", "note": "Hello"})
    filled = SampleForm(
        initial={
            "name": "Quiet Heron",
            "email": "heron@example.org",
            "timezone": "Europe/Berlin",
            "goal": 2,
            "kinds": ["coding"],
            "level": "3",
            "fixed": "K7QX-2M",
        },
        prefix="filled",
    )
    context = {
        "colours": COLOURS,
        "icons": ICONS,
        "anchors": ANCHORS,
        "heat_rows": HEAT_ROWS,
        "trend": _trend(),
        "wrong": wrong,
        "filled": filled,
        "page": Paginator(range(90), 20).get_page(request.GET.get("page", 2)),
        "now": timezone.now(),
        "markdown": "Name the **limits** first:\n\n- how many users\n- how fast\n\n"
        "```\ndef due(jobs, now):\n    return [job for job in jobs if job.run_at <= now]\n```\n\n"
        "> Say it before you write it.\n",
    }
    return render(request, "development/components.html", context)
