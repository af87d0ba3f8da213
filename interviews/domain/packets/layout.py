"""Where the nodes and lines of a reference diagram stand.

Rows from top to bottom, one lane for each subgraph. A line to the next row is drawn directly; any
other runs through the channels between rows and lanes, so that none passes behind a node.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from interviews.domain.packets.diagram import Diagram, Edge

WIDTH, HEIGHT = 176, 58  # of a node
GAP_X, GAP_Y = 28, 74  # between nodes of a row, and between rows
CHANNEL = 84  # between lanes, their margins included
MARGIN = 14  # of a lane round its nodes
EDGE, HEAD = 30, 24  # round everything, and above the first row for the lanes' names
PORT, TRACK = 26.0, 9.0  # between lines at a node, and between lines in a channel
APART = 19.0  # between the numbers of two lines

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A node's upper left corner, and its row."""

    x: float
    y: float
    rank: int

    @property
    def centre(self) -> float:
        return self.x + WIDTH / 2


@dataclass(frozen=True)
class Route:
    """A line's points: straight between them if `is_direct` is false, else a curve's four."""

    points: tuple[Point, ...]
    is_direct: bool
    mark: Point  # where its number stands


@dataclass
class Layout:
    places: dict[str, Place]
    lanes: dict[str, tuple[float, float]]  # left and width of each lane's nodes
    width: float
    height: float
    routes: list[Route] = field(default_factory=list)  # in the order of the diagram's edges


def lay_out(diagram: Diagram) -> Layout:
    layout = _place_nodes(diagram, _ranks(diagram))
    layout.routes = _Router(diagram, layout).routes()
    return layout


def _ranks(diagram: Diagram) -> dict[str, int]:
    """The row of each node: below all that lead to it, lines that close a circle left out."""
    following: dict[str, list[str]] = {name: [] for name in diagram.nodes}
    for edge in diagram.edges:
        if not _leads(following, edge.target, edge.source):
            following[edge.source].append(edge.target)
    ranks = dict.fromkeys(diagram.nodes, 0)
    for _ in diagram.nodes:  # longest path: at most as many rounds as nodes
        for source, targets in following.items():
            for target in targets:
                ranks[target] = max(ranks[target], ranks[source] + 1)
    return ranks


def _leads(following: dict[str, list[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting += following[name]
    return False


def _place_nodes(diagram: Diagram, ranks: dict[str, int]) -> Layout:
    places: dict[str, Place] = {}
    lanes: dict[str, tuple[float, float]] = {}
    left = float(EDGE + CHANNEL / 2)
    for lane in dict.fromkeys(node.group for node in diagram.nodes.values()):
        rows: dict[int, list[str]] = {}
        for node in diagram.nodes.values():
            if node.group == lane:
                rows.setdefault(ranks[node.id], []).append(node.id)
        widest = max(len(names) for names in rows.values())
        inner = widest * WIDTH + (widest - 1) * GAP_X
        for rank, names in rows.items():
            start = left + (inner - len(names) * WIDTH - (len(names) - 1) * GAP_X) / 2
            for n, name in enumerate(names):
                y = EDGE + HEAD + rank * (HEIGHT + GAP_Y)
                places[name] = Place(start + n * (WIDTH + GAP_X), y, rank)
        lanes[lane] = (left, inner)
        left += inner + CHANNEL
    height = EDGE * 2 + HEAD + (max(ranks.values()) + 1) * (HEIGHT + GAP_Y) - GAP_Y
    is_rising = any(ranks[edge.target] <= ranks[edge.source] for edge in diagram.edges)
    return Layout(places, lanes, left - CHANNEL / 2 + EDGE, height + (GAP_Y / 2) * is_rising)


class _Router:
    """Leads each line from its port at one node to its port at the other."""

    def __init__(self, diagram: Diagram, layout: Layout) -> None:
        self.edges = diagram.edges
        self.places = layout.places
        lefts = [left - CHANNEL / 2 for left, _ in layout.lanes.values()]
        last_left, last_inner = list(layout.lanes.values())[-1]
        self.channels = [*lefts, last_left + last_inner + CHANNEL / 2]
        self.used: Counter[float] = Counter()  # lines in each channel between lanes
        self.tracks: Counter[int] = Counter()  # lines in the channel below each row
        self.chosen = [self._channel(edge) for edge in self.edges]
        self.ports = self._ports()

    def routes(self) -> list[Route]:
        found: list[Route] = []
        for n, edge in enumerate(self.edges):
            route = self._route(n, edge)
            found.append(replace(route, mark=_free_mark(route, [one.mark for one in found])))
        return found

    def _step(self, edge: Edge) -> int:
        return self.places[edge.target].rank - self.places[edge.source].rank

    def _channel(self, edge: Edge) -> float | None:
        """The channel between lanes that a line of more than a row takes, else None."""
        if abs(self._step(edge)) <= 1:
            return None
        source, target = self.places[edge.source].centre, self.places[edge.target].centre
        return min(
            self.channels,
            key=lambda x: (abs(x - source) + abs(x - target) + 30 * self.used[x], x),
        )

    def _sides(self, edge: Edge) -> tuple[str, str]:
        """Where it leaves the one node and meets the other: its bottom or its top."""
        step = self._step(edge)
        if step == 0:
            return "bottom", "bottom"
        return ("bottom", "top") if step > 0 else ("top", "bottom")

    def _ports(self) -> dict[tuple[int, str], float]:
        """The x of each line's two ends, spread over the side of the node that they share."""
        at_side: dict[tuple[str, str], list[tuple[float, int, str]]] = {}
        for n, edge in enumerate(self.edges):
            ends = (("source", edge.source, edge.target), ("target", edge.target, edge.source))
            for (end, name, other), side in zip(ends, self._sides(edge), strict=True):
                channel = self.chosen[n]
                towards = self.places[other].centre if channel is None else channel
                at_side.setdefault((name, side), []).append((towards, n, end))
        ports = {}
        for (name, _), lines in at_side.items():
            apart = min(PORT, (WIDTH - 40) / len(lines))
            first = self.places[name].centre - apart * (len(lines) - 1) / 2
            for place, (_, n, end) in enumerate(sorted(lines)):
                ports[n, end] = first + place * apart
        return ports

    def _track(self, row: int) -> float:
        """The y of the next free track below row `row` (-1: above the first)."""
        self.tracks[row] += 1
        bottom = EDGE + HEAD + row * (HEIGHT + GAP_Y) + HEIGHT
        return bottom + 16 + TRACK * ((self.tracks[row] - 1) % 5)

    def _route(self, n: int, edge: Edge) -> Route:
        source, target = self.places[edge.source], self.places[edge.target]
        step = self._step(edge)
        start = (self.ports[n, "source"], source.y + (HEIGHT if step >= 0 else 0))
        end = (self.ports[n, "target"], target.y + (0 if step > 0 else HEIGHT))
        if abs(step) == 1:
            half = (start[1] + end[1]) / 2
            mark = ((start[0] + end[0]) / 2, half)
            return Route((start, (start[0], half), (end[0], half), end), True, mark)
        if step == 0:
            y = self._track(source.rank)
            below = (start, (start[0], y), (end[0], y), end)
            return Route(below, False, ((start[0] + end[0]) / 2, y))
        channel = self.chosen[n]
        assert channel is not None  # every line of more than a row has one
        self.used[channel] += 1
        x = channel + TRACK * (self.used[channel] // 2) * (-1) ** self.used[channel]
        leave = self._track(source.rank if step > 0 else source.rank - 1)
        arrive = self._track(target.rank - 1 if step > 0 else target.rank)
        points = (start, (start[0], leave), (x, leave), (x, arrive), (end[0], arrive), end)
        shift = 22 * ((self.used[channel] - 1) % 4) - 33
        return Route(points, False, (x, (leave + arrive) / 2 + shift))


def _free_mark(route: Route, taken: list[Point]) -> Point:
    """Where its number touches no other: on a curve it may move along."""
    if not route.is_direct:
        return route.mark
    for share in (0.5, 0.35, 0.65, 0.25, 0.75):
        x, y = _on_curve(route.points, share)
        if all(abs(x - other[0]) > APART or abs(y - other[1]) > APART for other in taken):
            return x, y
    return route.mark


def _on_curve(points: tuple[Point, ...], share: float) -> Point:
    """The point of a Bézier curve of four points at `share` (0 to 1) of its way."""
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
    return x, sum(weight * point[1] for weight, point in zip(weights, points, strict=True))


def corners(points: tuple[Point, ...], radius: float = 7.0) -> str:
    """A path along straight segments with rounded corners."""
    path = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for (before, here), (_, after) in pairwise(pairwise(points)):
        path.append(f"L{_towards(here, before, radius)}Q{here[0]:g} {here[1]:g} ")
        path.append(_towards(here, after, radius))
    return "".join(path) + f"L{points[-1][0]:g} {points[-1][1]:g}"


def _towards(here: Point, other: Point, most: float) -> str:
    """The point `most` (or half the way) from `here` on the straight to `other`."""
    length = max(abs(other[0] - here[0]), abs(other[1] - here[1]))
    share = min(most, length / 2) / length if length else 0.0
    x, y = here[0] + (other[0] - here[0]) * share, here[1] + (other[1] - here[1]) * share
    return f"{x:g} {y:g}"
