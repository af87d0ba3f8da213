"""The page that shows every component in every state. Development only."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

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
FIRST_AT = datetime(2026, 9, 8, 17, tzinfo=UTC)
TREND = (
    *((2, 0.41, 0.21, 0.63), (3, 0.47, 0.28, 0.66), (1, 0.35, 0.19, 0.54)),
    *((3, 0.44, 0.28, 0.61), (4, 0.55, 0.39, 0.7), (3, 0.58, 0.43, 0.72)),
)
UNKNOWN = {
    **{"name": "System design", "band": "not enough evidence yet", "sessions": 1},
    **{"interviewers": 1, "last_at": FIRST_AT, "sessions_missing": 2, "interviewers_missing": 1},
}
GAPS = (0.5, 0.75, 0.25, -0.25, 0)


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


def _line() -> dict[str, Any]:
    """A round's standing with its trend, as the readiness page has them."""
    trend = [
        {
            "at": FIRST_AT + timedelta(days=9 * number),
            "leg": uuid4(),
            "recommendation": step,
            "by": "Quiet Heron",
            "chance": {"p": p, "low": low, "high": high},
        }
        for number, (step, p, low, high) in enumerate(TREND)
    ]
    return {
        "name": "Coding",
        "sessions": len(trend),
        "interviewers": 4,
        "last_at": trend[-1]["at"],
        "band": "getting there",
        "chance": trend[-1]["chance"],
        "trend": trend,
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
        "picture": (
            picture := {"line": _line(), "is_round": True, "title": "Coding", "anchor": "trend"}
        ),
        "lines": (picture, {"line": UNKNOWN}),
        "gap": {
            "trend": [
                {"at": FIRST_AT + timedelta(days=9 * number), "session": uuid4(), "gap": gap}
                for number, gap in enumerate(GAPS)
            ]
        },
        "wrong": wrong,
        "filled": filled,
        "page": Paginator(range(90), 20).get_page(request.GET.get("page", 2)),
        "now": timezone.now(),
        "markdown": "Name the **limits** first:\n\n- how many users\n- how fast\n\n"
        "```\ndef due(jobs, now):\n    return [job for job in jobs if job.run_at <= now]\n```\n\n"
        "> Say it before you write it.\n",
    }
    return render(request, "development/components.html", context)
