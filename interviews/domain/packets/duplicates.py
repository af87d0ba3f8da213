"""Packets that are nearly the same, and sentences that stand in two of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from interviews.domain.checker import Entry
from interviews.domain.front_matter import Problem

SHINGLE_WORDS = 4
# Share of the shorter text's shingles that stand in the other one too. Exact, not sampled:
# a hundred packets are five thousand pairs of small sets. Two different questions share below 5 %
# of their texts; short briefs of one kind share up to a quarter (“Leave out names …”).
MOST_SHARED_BRIEF = 0.35
MOST_SHARED_PACKET = 0.20
LEAST_WORDS_OF_A_COPY = 14  # a paragraph or bullet that stands word for word in two packets

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class _Fingerprint:
    entry: Entry
    family: str
    brief: frozenset[tuple[str, ...]]
    whole: frozenset[tuple[str, ...]]


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of four words, in lower case without punctuation."""
    words = _WORDS.findall(text.lower())
    return frozenset(
        tuple(words[n : n + SHINGLE_WORDS]) for n in range(len(words) - SHINGLE_WORDS + 1)
    )


def shared(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of the smaller set that lies in the larger (0 to 1)."""
    smaller, larger = sorted((one, other), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def duplicate_problems(packets: Iterable[Entry]) -> Iterator[Problem]:
    """Reported at the packet whose file name comes later. Variants of one packet may be alike."""
    entries = sorted(packets, key=lambda entry: entry.document.file)
    prints = [
        _Fingerprint(
            entry,
            _family(entry),
            shingles(entry.fields["candidate_brief"]),
            shingles(entry.document.body),
        )
        for entry in entries
    ]
    for earlier, later in combinations(prints, 2):
        if earlier.family == later.family:
            continue
        for part, most in (("brief", MOST_SHARED_BRIEF), ("whole", MOST_SHARED_PACKET)):
            share = shared(getattr(earlier, part), getattr(later, part))
            if share > most:
                what = "candidate brief" if part == "brief" else "text"
                reason = (
                    f"shares {share:.0%} of its {what} with {earlier.entry.document.file} "
                    f"(at most {most:.0%})"
                )
                yield Problem(later.entry.document.file, _line_of_brief(later.entry), reason)
                break
    yield from _copied_lines(entries)


def _family(entry: Entry) -> str:
    return next(iter(entry.references["packets"]), entry.slug)


def _line_of_brief(entry: Entry) -> int:
    sections = entry.document.sections()
    return next((found.line for found in sections if found.heading == "Candidate brief"), 1)


def _copied_lines(entries: list[Entry]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], Entry] = {}
    reported: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        file = entry.document.file
        for number, line in enumerate(entry.document.body.split("\n"), entry.document.body_line):
            words = tuple(_WORDS.findall(line.lower()))
            if len(words) < LEAST_WORDS_OF_A_COPY or line.startswith("#"):
                continue
            first = seen.setdefault(words, entry)
            other = first.document.file
            if _family(first) != _family(entry) and other not in reported[file]:
                reported[file].add(other)
                yield Problem(file, number, f"this line stands word for word in {other}")
