"""What the published bank covers: kind × topic × difficulty, against the goals."""

from collections import Counter
from dataclasses import dataclass

from interviews.domain.packets.coverage import BANDS, Counted, Goal, count, goals_of
from interviews.models import Kind, Packet, Topic, Value

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Cell:
    """How many packets there are; `least` is None where no goal is set."""

    kind: str
    focus: str
    difficulty: str
    found: int
    least: int | None

    @property
    def missing(self) -> int:
        return max(0, (self.least or 0) - self.found)

    @property
    def is_hole(self) -> bool:
        """Too few, or none at all."""
        return self.missing > 0 or not self.found

    @property
    def level(self) -> str:
        """A level of this difficulty, for a packet that is begun to fill the hole."""
        return {"gentle": "2", "middle": "3", "demanding": "4"}.get(self.difficulty, "")


@dataclass(frozen=True)
class Row:
    name: str
    focus: str
    cells: list[Cell]  # by BANDS
    total: Cell


@dataclass(frozen=True)
class KindMap:
    kind: str
    label: str
    total: Cell
    rows: list[Row]
    focus_word: str  # what its rows are: topics or values


def coverage_map() -> list[KindMap]:
    """Every kind with its topics (of behavioural packets: values). Three queries."""
    published = Packet.objects.filter(status=Packet.Status.PUBLISHED, current__isnull=False)
    packets = [Counted(*row) for row in published.values_list("kind", "focus", "level")]
    counts, names = count(packets), focus_names()
    goals = {(goal.kind, goal.focus, goal.difficulty): goal for goal in goals_of(packets)}
    return [_kind_map(Kind(kind), counts=counts, goals=goals, names=names) for kind in Kind.values]


def missing_in_all(kinds: list[KindMap]) -> int:
    """How many packets the bank lacks, as `validate_packets` counts them by kind."""
    return sum(one.total.missing for one in kinds)


def focus_names() -> dict[tuple[str, str], str]:
    """(kind, focus) → name of all topics, and of all values as behavioural packets count them."""
    names = {
        (kind, slug): name
        for kind, slug, name in Topic.objects.values_list("kind", "slug", "name")
        if kind != Kind.BEHAVIOURAL
    }
    values = Value.objects.order_by("company__name", "position")
    for company, slug, name in values.values_list("company__slug", "slug", "name"):
        names[Kind.BEHAVIOURAL, f"{company}/{slug}"] = name
    return names


def _kind_map(
    kind: Kind,
    *,
    counts: Counter[Key],
    goals: dict[Key, Goal],
    names: dict[tuple[str, str], str],
) -> KindMap:
    def cell(focus: str = "", difficulty: str = "") -> Cell:
        key = (kind.value, focus, difficulty)
        goal = goals.get(key)
        return Cell(*key, counts[key], goal.least if goal else None)

    wanted = [focus for of, focus, _ in goals if of == kind and focus]
    known = [focus for of, focus in names if of == kind]
    counted = sorted(focus for of, focus, _ in counts if of == kind)
    rows = [
        Row(
            name=names.get((kind.value, focus), focus or "No topic"),
            focus=focus,
            cells=[cell(focus, difficulty) for difficulty in BANDS],
            total=cell(focus),
        )
        for focus in dict.fromkeys((*wanted, *known, *filter(None, counted)))
    ]
    word = "Value" if kind == Kind.BEHAVIOURAL else "Topic"
    return KindMap(kind.value, kind.label, cell(), rows, word)
