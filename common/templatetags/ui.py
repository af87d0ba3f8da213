"""Small pieces every page is built from."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.markdown import render_markdown

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
