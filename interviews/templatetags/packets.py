"""What of a packet's material is drawn for people."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from interviews.domain.packets.diagram import BadDiagram, read_diagram
from interviews.domain.packets.picture import diagram_svg

register = template.Library()


@register.filter
def diagram(text: str) -> SafeString:
    """A reference diagram as a picture; text that is none is shown as it is."""
    try:
        return mark_safe(diagram_svg(read_diagram(text)))  # noqa: S308 (it escapes its labels)
    except BadDiagram:
        return format_html("<pre><code>{}</code></pre>", text)
