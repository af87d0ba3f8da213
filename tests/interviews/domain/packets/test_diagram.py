from itertools import pairwise
from xml.etree import ElementTree

import pytest

from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.packets.diagram import BadDiagram, Edge, read_diagram
from interviews.domain.packets.layout import HEIGHT, WIDTH, lay_out
from interviews.domain.packets.picture import diagram_svg, line_labels

TEXT = """flowchart TD
  %% who asks whom
  player(Player)
  subgraph edge [Edge sites]
    cache[(Files)]
    log[[Log]]
  end
  player -->|1 play| api[Playback API] --> cache
  cache -.-> log
  log --> player
"""


def test_nodes_edges_and_groups_are_read() -> None:
    diagram = read_diagram(TEXT)
    assert {node.id: (node.label, node.shape, node.group) for node in diagram.nodes.values()} == {
        "player": ("Player", "actor", ""),
        "cache": ("Files", "store", "edge"),
        "log": ("Log", "queue", "edge"),
        "api": ("Playback API", "box", ""),
    }
    assert diagram.edges == [
        Edge("player", "api", "1 play", False),
        Edge("api", "cache", "", False),
        Edge("cache", "log", "", True),
        Edge("log", "player", "", False),
    ]
    assert diagram.groups == {"edge": "Edge sites"}


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("flowchart TD", "graph TD", 1, "must begin with"),
        ("player(Player)", "player(Player]", 3, "opens with ( and ends with ]"),
        ("[(Files)]", "[(" + "F" * 61 + ")]", 5, "needs 1 to 60 characters"),
        ("  end\n", "", 10, "has no `end`"),
        ("[[Log]]", "[[Log]]\n    subgraph inner [I]", 7, "cannot stand in one another"),
        ("cache -.-> log", "cache <--> log", 9, "is no node"),
        ("cache -.-> log", "cache -.-> store", 1, "`store` has no label"),
        ("cache -.-> log", "cache[(Twice)] -.-> log", 9, "has its label twice"),
        ("log --> player", "log --> player\n  lone[Lone]", 1, "nothing leads to or from `lone`"),
        ("log --> player", "cache --> log", 1, ""),
    ],
)
def test_what_is_no_diagram_is_named_with_its_line(
    old: str, new: str, line: int, reason: str
) -> None:
    with pytest.raises(BadDiagram) as error:
        read_diagram(TEXT.replace(old, new, 1))
    assert (error.value.line, reason in str(error.value)) == (line, True)


def test_the_picture_holds_every_node_and_line_and_is_well_formed() -> None:
    diagram = read_diagram(TEXT)
    root = ElementTree.fromstring(diagram_svg(diagram))  # noqa: S314 (our own)
    classes = [element.get("class", "") for element in root.iter()]
    assert sum(name.startswith("diagram__node ") for name in classes) == 4
    assert sum(name.startswith("diagram__line") for name in classes) == 4
    assert classes.count("diagram__lane") == 1
    marks = [element for element in root.iter() if element.get("class") == "diagram__mark"]
    assert ["".join(mark.itertext()) for mark in marks] == ["1", "2", "3", "4"]
    assert line_labels(diagram) == [
        "Player → Playback API: 1 play",
        "Playback API → Files",
        "Files → Log",
        "Log → Player",
    ]


def shipped() -> list[str]:
    texts = read_files(CATALOGUE_DIR).texts
    return [text for path, text in texts.items() if path.endswith(".mmd")]


@pytest.mark.parametrize("text", [TEXT, *shipped()])
def test_no_line_passes_behind_a_node_that_it_does_not_join(text: str) -> None:
    diagram = read_diagram(text)
    layout = lay_out(diagram)
    for edge, route in zip(diagram.edges, layout.routes, strict=True):
        for name, place in layout.places.items():
            if route.is_direct or name in (edge.source, edge.target):
                continue  # a direct line stays between two rows
            for (x1, y1), (x2, y2) in pairwise(route.points):
                misses = (
                    max(x1, x2) < place.x
                    or min(x1, x2) > place.x + WIDTH
                    or max(y1, y2) < place.y
                    or min(y1, y2) > place.y + HEIGHT
                )
                assert misses, (edge, name)


def test_labels_are_text_in_the_picture() -> None:
    hostile = TEXT.replace("(Player)", "(<script>1</script>)").replace("1 play", '"><x onload=1>')
    svg = diagram_svg(read_diagram(hostile))
    assert "<script" not in svg
    assert "<x " not in svg
    ElementTree.fromstring(svg)  # noqa: S314 (our own)
