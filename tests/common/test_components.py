"""The design system: contrast, markup that assistive tools can use, no dangling names."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from prepplatform.development.components import ICONS, components

TEMPLATES = Path(settings.BASE_DIR) / "templates"
CSS = Path(settings.BASE_DIR) / "static" / "css"
SURFACES = (
    "canvas",
    "surface",
    "sunken",
    "hover",
    "accent-soft",
    "ok-soft",
    "warn-soft",
    "bad-soft",
)
TEXT_PAIRS = [
    *((text, behind) for text in ("ink", "ink-soft", "ink-muted", "accent") for behind in SURFACES),
    *(("accent-strong", behind) for behind in ("canvas", "surface", "accent-soft")),
    *((state, behind) for state in ("ok", "warn", "bad") for behind in ("canvas", "surface")),
    *((state, f"{state}-soft") for state in ("ok", "warn", "bad")),
    *(("on-accent", behind) for behind in ("accent", "accent-strong")),
    ("on-bad", "bad-fill"),
    ("canvas", "ink"),
    *((f"on-heat-{step}", f"heat-{step}") for step in range(5)),
]
SHAPE_PAIRS = [
    *((shape, behind) for shape in ("line-strong", "focus") for behind in ("canvas", "surface")),
    *(("focus", behind) for behind in SURFACES),
    *(("bad-fill", behind) for behind in ("canvas", "surface")),
    # the painted week: the outline of free time, the mark of what is not saved
    *((shape, behind) for shape in ("accent", "warn") for behind in ("surface", "accent-soft")),
]


def tokens(theme: str) -> dict[str, str]:
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    pattern = r"--([\w-]+):\s*(#[0-9a-f]{6});"
    found = dict(re.findall(pattern, light))
    return found | dict(re.findall(pattern, dark)) if theme == "dark" else found


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def template_files() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def test_contrast_is_computed_as_wcag_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_a_contrast_of_at_least_four_and_a_half(theme: str) -> None:
    colours = tokens(theme)
    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXT_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_controls_and_focus_have_a_contrast_of_at_least_three(theme: str) -> None:
    colours = tokens(theme)
    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in SHAPE_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 3} == {}


def test_style_sheets_use_only_tokens_that_exist() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(CSS.glob("*.css")))
    used = set(re.findall(r"var\(--([\w-]+)", text))
    assert used - set(re.findall(r"--([\w-]+):", text)) == set()


def test_colours_are_written_in_the_tokens_only() -> None:
    others = [file for file in CSS.glob("*.css") if file.name not in {"tokens.css", "print.css"}]
    found = {
        file.name for file in others if re.search(r"#[0-9a-f]{3,8}\b(?!.*\{)", file.read_text())
    }
    assert found == set()


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (Path(settings.BASE_DIR) / "static/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    text = "".join(file.read_text(encoding="utf-8") for file in template_files())
    named = set(re.findall(r'{% icon "([\w-]+)"', text)) | set(
        re.findall(r'\bicon="([\w-]+)"', text)
    )
    assert (named | set(ICONS)) - drawn == set()


def test_every_static_file_that_a_template_names_is_there() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in template_files())
    named = set(re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", text))
    committed = {name for name in named if not name.startswith("build/")}
    assert {name for name in committed if not finders.find(name)} == set()


def test_every_script_that_a_template_names_has_its_source() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in template_files())
    named = set(re.findall(r"{% static ['\"]build/([\w-]+)\.js['\"] %}", text))
    sources = {file.stem for file in (Path(settings.BASE_DIR) / "frontend/src").glob("*.ts")}
    assert named - sources == set()


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(
        r"\sstyle=|<style|<script(?![^>]*(?:\ssrc=|application/json))|\son[a-z]+=", re.IGNORECASE
    )
    pages = [file for file in template_files() if "emails" not in file.parts]
    found = {str(f.relative_to(TEMPLATES)) for f in pages if inline.search(f.read_text("utf-8"))}
    assert found == set()


class SmallForm(forms.Form):
    name = forms.CharField(help_text="What others see.")
    kinds = forms.MultipleChoiceField(choices=[("a", "Coding"), ("b", "Behavioural")])
    agreed = forms.BooleanField(label="I agree")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def render_form(form: forms.Form) -> str:
    return render_to_string("components/form.html", {"form": form, "submit": "Save"})


def test_help_and_error_are_tied_to_their_field() -> None:
    html = render_form(SmallForm({}))
    assert '<div class="help" id="id_name_helptext">What others see.</div>' in html
    assert 'aria-invalid="true" aria-describedby="id_name_helptext id_name_error"' in html
    assert '<ul class="errorlist" id="id_name_error">' in html


def test_a_group_of_checkboxes_is_a_fieldset_with_its_choices_kept() -> None:
    html = render_form(SmallForm({"name": "Heron", "kinds": ["b"], "agreed": "on"}))
    assert re.findall(r"<legend>(\w+)</legend>", html) == ["Kinds"]
    assert re.findall(r'type="checkbox" name="kinds" value="(\w)" id="\w+"( checked)?', html) == [
        ("a", ""),
        ("b", " checked"),
    ]


def test_every_error_is_listed_with_a_link_to_its_field() -> None:
    html = render_form(SmallForm({}))
    assert re.findall(r'<li><a href="#(\w+)">', html) == ["id_name", "id_kinds", "id_agreed"]
    assert [
        target for target in re.findall(r'href="#(\w+)"', html) if f'id="{target}"' not in html
    ] == []


def test_a_form_without_errors_shows_no_alert() -> None:
    assert 'role="alert"' not in render_form(SmallForm())


def test_markup_in_a_label_or_value_is_shown_as_text() -> None:
    html = render_form(SmallForm({"name": '"><b>x</b>', "kinds": ["<i>"]}))
    assert "<b>x</b>" not in html
    assert "<i>" not in html


def test_an_interval_says_its_range_in_words() -> None:
    context = {"label": "Trade-offs", "low": 61.6, "high": 84, "point": 74}
    html = render_to_string("components/interval.html", context)
    words = "Trade-offs: between 62 and 84 of 100, most likely 74"
    assert re.findall(r'aria-label="([^"]*)"', html) == [words]


def test_an_interval_without_a_point_draws_none() -> None:
    html = render_to_string("components/interval.html", {"low": 0, "high": 100})
    assert re.findall(r'aria-label="([^"]*)"', html) == ["between 0 and 100 of 100"]
    assert "<circle" not in html


@pytest.mark.parametrize(
    ("path", "current"),
    [("/accounts/", ""), ("/accounts/login/", ' aria-current="page"')],
)
def test_a_navigation_link_says_where_the_reader_is(path: str, current: str) -> None:
    context = Context({"request": RequestFactory().get(path)})
    html = Template('{% nav_link "account_login" "Sign in" %}').render(context)
    assert html.strip() == f'<a class="nav__link" href="/accounts/login/"{current}>Sign in</a>'


def test_a_navigation_link_to_nowhere_is_left_out() -> None:
    assert Template('{% nav_link "no_such_page" "Nowhere" %}').render(Context()).strip() == ""


@time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False)
def test_the_footer_names_the_zone_in_which_times_are_shown() -> None:
    with timezone.override("Asia/Kathmandu"):
        assert Template("{% reader_zone %}").render(Context()) == "Asia/Kathmandu (UTC+5:45)"
    with timezone.override("UTC"):
        assert Template("{% reader_zone %}").render(Context()) == "UTC"


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_of_last_resort_render_without_a_request(name: str) -> None:
    assert len(re.findall(r"<h1>", render_to_string(name))) == 1


def test_the_page_of_components_shows_them_all() -> None:
    request = RequestFactory().get("/dev/components/")
    request.user = AnonymousUser()
    html = components(request).content.decode()
    assert set(re.findall(r"icons\.svg#([\w-]+)", html)) >= set(ICONS)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert {one for one in ids if ids.count(one) > 1} == set()
    missing = set(re.findall(r'aria-labelledby="([^"]+)"', html)) - set(ids)
    assert missing == set()


def _included() -> list[tuple[str, str, str]]:
    """Each include of the templates: in which, of which, and the whole tag."""
    tag = re.compile(r"\{% include \"([^\"]+)\"[^%]*%\}")
    return [
        (str(path.relative_to(TEMPLATES)), found[1], found[0])
        for path in TEMPLATES.rglob("*.html")
        for found in tag.finditer(path.read_text())
    ]


def test_forms_in_parts_that_see_only_what_they_are_given_are_given_their_token() -> None:
    """Else they are refused with 403, which Django's test client does not notice."""
    with_forms = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "{% csrf_token %}" in path.read_text()
    }
    assert len(with_forms) > 30
    inside = {(page, part) for page, part, tag in _included() if not tag.endswith(" only %}")}
    while more := {page for page, part in inside if part in with_forms} - with_forms:
        with_forms |= more
    alone = [tag for _, part, tag in _included() if part in with_forms and " only %}" in tag]
    assert len(alone) > 5
    assert [tag for tag in alone if "csrf_token=csrf_token" not in tag] == []
