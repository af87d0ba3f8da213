"""What the bank holds against what it is to hold."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from interviews.domain.checker import Entry

DIFFICULTIES = {1: "gentle", 2: "gentle", 3: "middle", 4: "demanding", 5: "demanding"}
BANDS = ("gentle", "middle", "demanding")
CODING_TOPICS = (
    *("caching-and-concurrency", "graph-and-ordering", "rate-limiting"),
    *("data-streaming", "api-design"),
)
DESIGN_TOPICS = (
    *("video-streaming", "content-delivery", "recommendation"),
    *("ab-testing", "microservices", "data-pipelines"),
)
GENERAL_DESIGN_TOPIC = "general-design"
VALUES = (
    *("judgement", "communication", "curiosity", "courage", "passion"),
    *("selflessness", "innovation", "inclusion", "integrity"),
)


@dataclass(frozen=True)
class Counted:
    """What of a packet counts: `focus` is its first topic, or its first value ("company/slug")."""

    kind: str
    focus: str
    level: int


@dataclass(frozen=True)
class Goal:
    """So many packets of a kind; of a focus and a difficulty too where these are not empty."""

    found: int
    least: int
    kind: str
    focus: str = ""
    difficulty: str = ""

    @property
    def missing(self) -> int:
        return max(0, self.least - self.found)

    @property
    def what(self) -> str:
        """ "coding, rate-limiting, gentle"."""
        focus = self.focus.rpartition("/")[2]
        focus = "general" if focus == GENERAL_DESIGN_TOPIC else focus
        kind = {"take_home_review": "take-home review"}.get(self.kind, self.kind.replace("_", " "))
        return ", ".join(filter(None, (kind, focus, self.difficulty)))


def coverage(packets: Iterable[Entry]) -> Iterator[Goal]:
    """Every goal of the bank. A packet counts under its focus alone."""
    return goals_of(
        Counted(entry.fields["kind"], entry.focus, entry.fields["level"]) for entry in packets
    )


def goals_of(packets: Iterable[Counted]) -> Iterator[Goal]:
    """Every goal with what there is of it."""
    counts = count(packets)
    for kind, focus, difficulty, least in _goals():
        yield Goal(counts[kind, focus, difficulty], least, kind, focus, difficulty)


def count(packets: Iterable[Counted]) -> Counter[tuple[str, str, str]]:
    """How many there are by (kind, focus, difficulty); "" stands for any."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for packet in packets:
        difficulty = DIFFICULTIES.get(packet.level, "")
        kind, focus = packet.kind, packet.focus
        counts.update({(kind, "", ""), (kind, focus, ""), (kind, focus, difficulty)})
    return counts


def _goals() -> Iterator[tuple[str, str, str, int]]:
    """(kind, focus, difficulty, how many at least)."""
    yield "coding", "", "", 40
    for topic in CODING_TOPICS:
        yield "coding", topic, "", 8
        for difficulty in BANDS:
            yield "coding", topic, difficulty, 2
    yield "system_design", "", "", 20
    for topic in DESIGN_TOPICS:
        yield "system_design", topic, "", 3
    yield "system_design", GENERAL_DESIGN_TOPIC, "", 2
    yield "behavioural", "", "", 27
    for value in VALUES:
        yield "behavioural", f"netflix/{value}", "", 3
    yield "recruiter_screen", "", "", 6
    yield "take_home_review", "", "", 3
