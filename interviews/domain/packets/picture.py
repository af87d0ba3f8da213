"""A reference diagram as SVG. Its lines are numbered; `line_labels` says in words what each is.

No styles inside: classes only, so that the site's own colours (and a strict CSP) hold.
"""

import textwrap
from html import escape

from interviews.domain.packets.diagram import Diagram, Edge, Node
from interviews.domain.packets.layout import (
    HEIGHT,
    MARGIN,
    WIDTH,
    Layout,
    Place,
    Route,
    corners,
    lay_out,
)

LINE = 16  # between lines of text
LETTERS = 23  # that fit into a node's line


def diagram_svg(diagram: Diagram) -> str:
    """The picture, with every label escaped. Its size is its natural one, in pixels."""
    layout = lay_out(diagram)
    size = f'width="{layout.width:g}" height="{layout.height:g}"'
    lines = list(zip(diagram.edges, layout.routes, strict=True))
    parts = [
        f'<svg class="diagram" viewBox="0 0 {layout.width:g} {layout.height:g}" {size} '
        'role="img" aria-label="Reference diagram; the list below says the same in words">',
        '<defs><marker id="diagram-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path class="diagram__tip" d="M0 0L8 4L0 8z"/></marker>'
        "</defs>",
        *(_lane(name, diagram.groups[name], layout) for name in layout.lanes if name),
        *(_line(edge, route) for edge, route in lines),
        *(_node(node, layout.places[node.id]) for node in diagram.nodes.values()),
        *(_mark(number, route) for number, (_, route) in enumerate(lines, 1)),
    ]
    return "".join(parts) + "</svg>"


def line_labels(diagram: Diagram) -> list[str]:
    """Every line in words, in the order of their numbers."""
    label = {node.id: node.label for node in diagram.nodes.values()}
    return [
        f"{label[edge.source]} → {label[edge.target]}" + (f": {edge.label}" if edge.label else "")
        for edge in diagram.edges
    ]


def _lane(name: str, label: str, layout: Layout) -> str:
    left, inner = layout.lanes[name]
    letters = int((inner + 2 * MARGIN) / 7)
    shown = label if len(label) <= letters else label[: letters - 1] + "…"
    return (
        f'<rect class="diagram__lane" x="{left - MARGIN:g}" y="8" width="{inner + 2 * MARGIN:g}" '
        f'height="{layout.height - 16:g}" rx="10"/>'
        f'<text class="diagram__group" x="{left:g}" y="30">{escape(shown)}</text>'
    )


def _line(edge: Edge, route: Route) -> str:
    if route.is_direct:
        start, one, two, end = (f"{x:g} {y:g}" for x, y in route.points)
        path = f"M{start}C{one} {two} {end}"
    else:
        path = corners(route.points)
    kind = "diagram__line diagram__line--background" if edge.is_background else "diagram__line"
    return f'<path class="{kind}" d="{path}" marker-end="url(#diagram-tip)"/>'


def _mark(number: int, route: Route) -> str:
    x, y = route.mark
    return (
        f'<g class="diagram__mark"><circle cx="{x:g}" cy="{y:g}" r="9"/>'
        f'<text x="{x:g}" y="{y + 4:g}">{number}</text></g>'
    )


def _node(node: Node, place: Place) -> str:
    lines = textwrap.wrap(node.label, LETTERS)[:3]
    first = place.y + HEIGHT / 2 - (len(lines) - 1) * LINE / 2 + 5
    if node.shape == "store":
        first += 4  # below the rim
    texts = "".join(
        f'<text class="diagram__label" x="{place.centre:g}" y="{first + n * LINE:g}">'
        f"{escape(line)}</text>"
        for n, line in enumerate(lines)
    )
    shape = _outline(node, place)
    return f'<g class="diagram__node diagram__node--{node.shape}">{shape}{texts}</g>'


def _outline(node: Node, place: Place) -> str:
    x, y = place.x, place.y
    if node.shape == "store":
        arc, side = f"a{WIDTH / 2:g} 7 0 0 0", HEIGHT - 14
        top = f"{arc} -{WIDTH} 0{arc} {WIDTH} 0"
        return f'<path d="M{x:g} {y + 7:g}v{side}{arc} {WIDTH} 0v-{side}{top}"/>'
    radius = HEIGHT / 2 if node.shape == "actor" else 6
    box = f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="{radius:g}"/>'
    if node.shape == "queue":
        box += f'<path d="M{x + 7:g} {y:g}v{HEIGHT}M{x + WIDTH - 7:g} {y:g}v{HEIGHT}"/>'
    return box
