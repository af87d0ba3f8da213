"""What the bank holds against what it is to hold."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from interviews.domain.checker import Entry

DIFFICULTIES = {1: "gentle", 2: "gentle", 3: "middle", 4: "demanding", 5: "demanding"}
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
class Goal:
    """So many packets of something. `file` is where a shortfall is reported."""

    what: str
    found: int
    least: int

    @property
    def missing(self) -> int:
        return max(0, self.least - self.found)


def coverage(packets: Iterable[Entry]) -> Iterator[Goal]:
    """Every goal of the bank. A packet counts under its first topic, and under its first value."""
    entries = list(packets)
    kinds = Counter(entry.fields["kind"] for entry in entries)
    topics = Counter(_first(entry, "topics") for entry in entries)
    values = Counter(
        _first(entry, "values") for entry in entries if entry.fields["kind"] == "behavioural"
    )
    levels = Counter(
        (_first(entry, "topics"), DIFFICULTIES.get(entry.fields["level"], "")) for entry in entries
    )
    yield Goal("coding", kinds["coding"], 40)
    for topic in CODING_TOPICS:
        yield Goal(f"coding, {topic}", topics[topic], 8)
        for difficulty in ("gentle", "middle", "demanding"):
            yield Goal(f"coding, {topic}, {difficulty}", levels[topic, difficulty], 2)
    yield Goal("system design", kinds["system_design"], 20)
    for topic in DESIGN_TOPICS:
        yield Goal(f"system design, {topic}", topics[topic], 3)
    yield Goal("system design, general", topics[GENERAL_DESIGN_TOPIC], 2)
    yield Goal("behavioural", kinds["behavioural"], 27)
    for value in VALUES:
        yield Goal(f"behavioural, {value}", values[f"netflix/{value}"], 3)
    yield Goal("recruiter screen", kinds["recruiter_screen"], 6)
    yield Goal("take-home review", kinds["take_home_review"], 3)


def _first(entry: Entry, folder: str) -> str:
    return next(iter(entry.references[folder]), "")
