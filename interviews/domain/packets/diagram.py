"""Reference diagrams as text: a small part of Mermaid's flowcharts, which many tools draw too.

    flowchart TD
      player[Player]
      subgraph edge [Edge sites]
        cache[(Files of the season)]
      end
      player -->|1 play| api[Playback API]
      health -.->|every 10 s| steering

Shapes: [a thing of ours], (a person or device), [(a store)], [[a queue or log]]. Lines: --> for
a call, -.-> for what happens later or in the background; a label stands between bars.
"""

import re
from dataclasses import dataclass, field

LEAST_NODES = 4
MOST_NODES = 24
MOST_LABEL = 60
SHAPES = {"[(": "store", "[[": "queue", "[": "box", "(": "actor"}
_CLOSING = {"store": ")]", "queue": "]]", "box": "]", "actor": ")"}
_ID = r"[A-Za-z][A-Za-z0-9_]*"
_NODE = re.compile(rf"({_ID})\s*(?:(\[\(|\[\[|\[|\()(.*?)(\)\]|\]\]|\]|\)))?\s*\Z")
_EDGE = re.compile(r"^(.*?)\s*(-->|-\.->)(?:\|([^|]*)\|)?\s*(.*)$")
_GROUP = re.compile(rf"subgraph\s+({_ID})(?:\s*\[(.+)\])?\s*\Z")


class BadDiagram(ValueError):
    """The text is no diagram; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True)
class Node:
    id: str
    label: str
    shape: str  # a value of SHAPES
    group: str  # id of the group that it stands in, or ""


@dataclass(frozen=True)
class Edge:
    source: str
    target: str
    label: str
    is_background: bool


@dataclass
class Diagram:
    direction: str  # "TD" downwards, "LR" to the right
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)  # id: label


def read_diagram(text: str) -> Diagram:
    """Parse a diagram. Raises BadDiagram with the line."""
    diagram: Diagram | None = None
    group = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip().rstrip(";")
        if not line or line.startswith("%%"):
            continue
        if diagram is None:
            diagram = _header(line, number)
        elif line.startswith("subgraph"):
            group = _open_group(diagram, line, number, group)
        elif line == "end":
            if not group:
                raise BadDiagram(number, "`end` without a subgraph")
            group = ""
        else:
            _read_statement(diagram, line, number, group)
    if diagram is None:
        raise BadDiagram(1, "is empty")
    if group:
        raise BadDiagram(number, f"the subgraph `{group}` has no `end`")
    _check_whole(diagram)
    return diagram


def _header(line: str, number: int) -> Diagram:
    match = re.match(r"flowchart\s+(TD|TB|LR)\Z", line)
    if match is None:
        raise BadDiagram(number, "must begin with `flowchart TD` or `flowchart LR`")
    return Diagram("LR" if match[1] == "LR" else "TD")


def _open_group(diagram: Diagram, line: str, number: int, inside: str) -> str:
    match = _GROUP.match(line)
    if match is None:
        raise BadDiagram(number, "a subgraph is written `subgraph id [Label]`")
    if inside:
        raise BadDiagram(number, "subgraphs cannot stand in one another")
    if match[1] in diagram.groups:
        raise BadDiagram(number, f"the subgraph `{match[1]}` stands here twice")
    diagram.groups[match[1]] = (match[2] or match[1]).strip().strip('"')
    return match[1]


def _read_statement(diagram: Diagram, line: str, number: int, group: str) -> None:
    """A node, or a chain of edges `a --> b -->|label| c`."""
    source = ""
    arrow, label = "", ""
    rest = line
    while True:
        match = _EDGE.match(rest)
        target = _place_node(diagram, match[1] if match else rest, number, group)
        if source:
            diagram.edges.append(Edge(source, target, label, arrow == "-.->"))
        if match is None:
            return
        source, arrow, label, rest = target, match[2], (match[3] or "").strip(), match[4]
        if len(label) > MOST_LABEL:
            raise BadDiagram(number, f"a label is longer than {MOST_LABEL} characters")


def _place_node(diagram: Diagram, text: str, number: int, group: str) -> str:
    match = _NODE.match(text.strip())
    if match is None:
        raise BadDiagram(number, f"`{text.strip()}` is no node such as `api[Playback API]`")
    name, opening, label, closing = match.groups()
    if opening is None:
        diagram.nodes.setdefault(name, Node(name, "", "box", group))
        return str(name)
    shape = SHAPES[opening]
    if closing != _CLOSING[shape]:
        raise BadDiagram(number, f"`{text.strip()}` opens with {opening} and ends with {closing}")
    label = label.strip().strip('"')
    if not 0 < len(label) <= MOST_LABEL:
        raise BadDiagram(number, f"the label of `{name}` needs 1 to {MOST_LABEL} characters")
    known = diagram.nodes.get(name)
    if known and known.label:
        raise BadDiagram(number, f"`{name}` has its label twice")
    diagram.nodes[name] = Node(name, label, shape, known.group if known and known.group else group)
    return str(name)


def _check_whole(diagram: Diagram) -> None:
    nameless = [node.id for node in diagram.nodes.values() if not node.label]
    if nameless:
        raise BadDiagram(1, f"`{nameless[0]}` has no label: write {nameless[0]}[Its name] once")
    if not LEAST_NODES <= len(diagram.nodes) <= MOST_NODES:
        raise BadDiagram(1, f"has {len(diagram.nodes)} nodes, not {LEAST_NODES} to {MOST_NODES}")
    joined = {edge.source for edge in diagram.edges} | {edge.target for edge in diagram.edges}
    lonely = [node for node in diagram.nodes if node not in joined]
    if lonely:
        raise BadDiagram(1, f"nothing leads to or from `{lonely[0]}`")
    pairs = [(edge.source, edge.target, edge.label) for edge in diagram.edges]
    twice = next((pair for pair in pairs if pairs.count(pair) > 1), None)
    if twice:
        raise BadDiagram(1, f"the line from `{twice[0]}` to `{twice[1]}` stands here twice")
