"""A reference diagram as SVG: ranks from top to bottom, one lane for each subgraph.

No styles inside: classes only, so that the site's own colours (and a strict CSP) hold.
"""

import textwrap
from dataclasses import dataclass
from html import escape

from interviews.domain.packets.diagram import Diagram, Edge, Node

WIDTH, HEIGHT = 176, 58  # of a node
GAP_X, GAP_Y = 44, 66
PADDING = 26
HEAD = 22  # above a lane, for its name
LINE = 16
LETTERS = 23  # that fit into a node's line


@dataclass(frozen=True)
class _Place:
    x: float
    y: float

    @property
    def centre(self) -> float:
        return self.x + WIDTH / 2


def diagram_svg(diagram: Diagram) -> str:
    """The picture, with every label escaped. Its size is its natural one, in pixels."""
    ranks = _ranks(diagram)
    lanes = _lanes(diagram)
    places, spans, width = _places(diagram, ranks, lanes)
    height = PADDING * 2 + HEAD + (max(ranks.values()) + 1) * (HEIGHT + GAP_Y) - GAP_Y
    parts = [
        f'<svg class="diagram" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{escape(described(diagram))}">',
        '<defs><marker id="diagram-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto-start-reverse"><path class="diagram__tip" '
        'd="M0 0L8 4L0 8z"/></marker></defs>',
        *(_lane(diagram, group, spans[group], height) for group in lanes if group),
    ]
    curves = [_curve(edge, places, diagram.edges) for edge in diagram.edges]
    parts += [curve for curve, _ in curves]
    parts += [_node(node, places[node.id]) for node in diagram.nodes.values()]
    parts += [label for _, label in curves]
    return "".join(parts) + "</svg>"


def described(diagram: Diagram) -> str:
    """The diagram in words, for those who do not see it: every line of it as a sentence."""
    label = {node.id: node.label for node in diagram.nodes.values()}
    return ". ".join(
        f"{label[edge.source]} to {label[edge.target]}" + (f": {edge.label}" if edge.label else "")
        for edge in diagram.edges
    )


def _ranks(diagram: Diagram) -> dict[str, int]:
    """The row of each node: below all that lead to it, lines that close a circle left out."""
    following: dict[str, list[str]] = {name: [] for name in diagram.nodes}
    for edge in diagram.edges:
        if edge.target not in following[edge.source] and not _leads(
            following, edge.target, edge.source
        ):
            following[edge.source].append(edge.target)
    ranks = dict.fromkeys(diagram.nodes, 0)
    for _ in diagram.nodes:  # longest path: at most as many rounds as nodes
        for source, targets in following.items():
            for target in targets:
                ranks[target] = max(ranks[target], ranks[source] + 1)
    return ranks


def _leads(following: dict[str, list[str]], start: str, goal: str) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting += following[name]
    return False


def _lanes(diagram: Diagram) -> list[str]:
    """Groups in the order in which the text names them; what stands in none is a lane too."""
    found = list(dict.fromkeys(node.group for node in diagram.nodes.values()))
    return found if found else [""]


def _places(
    diagram: Diagram, ranks: dict[str, int], lanes: list[str]
) -> tuple[dict[str, _Place], dict[str, tuple[float, float]], float]:
    places: dict[str, _Place] = {}
    spans: dict[str, tuple[float, float]] = {}
    left = float(PADDING)
    for lane in lanes:
        rows: dict[int, list[str]] = {}
        for node in diagram.nodes.values():
            if node.group == lane:
                rows.setdefault(ranks[node.id], []).append(node.id)
        columns = max(len(names) for names in rows.values())
        inner = columns * WIDTH + (columns - 1) * GAP_X
        for rank, names in rows.items():
            start = left + (inner - len(names) * WIDTH - (len(names) - 1) * GAP_X) / 2
            for n, name in enumerate(names):
                y = PADDING + HEAD + rank * (HEIGHT + GAP_Y)
                places[name] = _Place(start + n * (WIDTH + GAP_X), y)
        spans[lane] = (left, inner)
        left += inner + GAP_X + PADDING
    return places, spans, left - GAP_X


def _lane(diagram: Diagram, group: str, span: tuple[float, float], height: float) -> str:
    left, inner = span
    return (
        f'<rect class="diagram__lane" x="{left - 16:g}" y="6" width="{inner + 32:g}" '
        f'height="{height - 12:g}" rx="10"/><text class="diagram__group" x="{left - 4:g}" y="26">'
        f"{escape(diagram.groups[group])}</text>"
    )


def _node(node: Node, place: _Place) -> str:
    lines = textwrap.wrap(node.label, LETTERS)[:3]
    first = place.y + HEIGHT / 2 - (len(lines) - 1) * LINE / 2 + 5
    texts = "".join(
        f'<text class="diagram__label" x="{place.centre:g}" y="{first + n * LINE:g}">'
        f"{escape(line)}</text>"
        for n, line in enumerate(lines)
    )
    return (
        f'<g class="diagram__node diagram__node--{node.shape}">{_outline(node, place)}{texts}</g>'
    )


def _outline(node: Node, place: _Place) -> str:
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


def _curve(edge: Edge, places: dict[str, _Place], edges: list[Edge]) -> tuple[str, str]:
    """The line and its label. Lines there and back between two nodes keep apart."""
    source, target = places[edge.source], places[edge.target]
    is_returned = any((other.source, other.target) == (edge.target, edge.source) for other in edges)
    aside = 0.0 if not is_returned else (26.0 if edge.source < edge.target else -26.0)
    if source.y < target.y:
        start, end = (source.centre + aside, source.y + HEIGHT), (target.centre + aside, target.y)
        bend = (end[1] - start[1]) / 2
        points = (start, (start[0], start[1] + bend), (end[0], end[1] - bend), end)
    elif source.y > target.y:
        start, end = (source.centre + aside, source.y), (target.centre + aside, target.y + HEIGHT)
        bend = (start[1] - end[1]) / 2
        points = (start, (start[0], start[1] - bend), (end[0], end[1] + bend), end)
    else:
        is_right = source.x < target.x
        start = (source.x + (WIDTH if is_right else 0), source.y + HEIGHT / 2)
        end = (target.x + (0 if is_right else WIDTH), target.y + HEIGHT / 2)
        dip = HEIGHT * 0.9 if abs(end[0] - start[0]) > WIDTH else 0.0
        points = (
            start,
            (start[0] + (30 if is_right else -30), start[1] - dip),
            (end[0] - (30 if is_right else -30), end[1] - dip),
            end,
        )
    path = "M{} C{} {} {}".format(*(f"{x:g} {y:g}" for x, y in points))
    kind = "diagram__line diagram__line--background" if edge.is_background else "diagram__line"
    line = f'<path class="{kind}" d="{path}" marker-end="url(#diagram-tip)"/>'
    if not edge.label:
        return line, ""
    x, y = (
        sum(weight * point[axis] for weight, point in zip(_MIDDLE, points, strict=True))
        for axis in (0, 1)
    )
    return line, _label(edge.label, x, y)


_MIDDLE = (0.125, 0.375, 0.375, 0.125)  # a Bézier curve half-way


def _label(text: str, x: float, y: float) -> str:
    lines = textwrap.wrap(text, LETTERS)
    first = y - (len(lines) - 1) * 14 / 2 + 4
    return "".join(
        f'<text class="diagram__on-line" x="{x:g}" y="{first + n * 14:g}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
