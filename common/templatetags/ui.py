"""Small pieces every page is built from."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.widgets import SelectMultiple
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.markdown import render_markdown
from common.templatetags.times import offset_label

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of our own sprite; without a label it is decoration and hidden from readers."""
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"></use></svg>',
        format_html('role="img" aria-label="{}"', label)
        if label
        else format_html('aria-hidden="true"'),
        static("icons.svg"),
        name,
    )


@register.filter
def markdown(text: str) -> SafeString:
    return render_markdown(text or "")


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(
    context: template.Context, name: str, text: str, icon_name: str = ""
) -> dict[str, Any]:
    """A link of the site's navigation, marked when the reader is in that part of the site.

    Renders nothing where no URL has that name, so that the frame of a page never fails.
    """
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {}
    path = getattr(context.get("request"), "path", "")
    current = "page" if path == url else "true" if url != "/" and path.startswith(url) else ""
    return {"url": url, "text": text, "icon_name": icon_name, "current": current}


@register.simple_tag
def reader_zone() -> str:
    """The zone in which this page shows times: "Europe/Berlin (UTC+1)"."""
    now = timezone.localtime()
    label = offset_label(now)
    zone = timezone.get_current_timezone_name()
    return label if zone == label else f"{zone} ({label})"


@register.filter
def notice_kind(level_tag: str) -> str:
    """The kind of notice for a level of django.contrib.messages."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(level_tag, "info")


@register.filter
def field_kind(field: BoundField) -> str:
    """How components/field.html lays a field out: hidden, check, many, one, or plain."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, CheckboxSelectMultiple | SelectMultiple):
        return "many"
    return "one" if isinstance(widget, RadioSelect) else "plain"
