"""What of a packet's material is drawn for people."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from interviews.domain.packets import levels
from interviews.domain.packets.beats import Beat, beats_for
from interviews.domain.packets.diagram import BadDiagram, read_diagram
from interviews.domain.packets.picture import diagram_svg, line_labels
from interviews.models import Level

register = template.Library()


@register.filter
def diagram(text: str) -> SafeString:
    """A reference diagram as a picture with its lines in words; what is none is shown as it is."""
    try:
        found = read_diagram(text)
    except BadDiagram:
        return format_html("<pre><code>{}</code></pre>", text)
    picture = mark_safe(diagram_svg(found))  # noqa: S308 (it escapes its labels)
    lines = format_html_join("", "<li>{}</li>", ((label,) for label in line_labels(found)))
    return format_html(
        '<div class="diagram-frame" tabindex="0" role="region" aria-label="Diagram">{}</div>'
        '<ol class="small diagram-lines">{}</ol>',
        picture,
        lines,
    )


@register.filter
def beats_by_length(beats: Mapping[str, Any]) -> list[tuple[int, list[Beat]]]:
    """A packet's beats for each written length (minutes), the shortest first."""
    lengths = sorted(map(int, beats or {}))
    return [(minutes, beats_for(beats, minutes=minutes)) for minutes in lengths]


@register.filter
def criteria_of_notes(
    notes: levels.Notes,
) -> list[tuple[levels.NotedCriterion, list[levels.Level]]]:
    return levels.criteria_of_notes(notes or {})


@register.filter
def level_word(level: int) -> str:
    """A packet's level in words."""
    return str(Level(level).label) if level in Level.values else f"level {level}"
