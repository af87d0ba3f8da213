"""Packets that are nearly the same, and sentences that stand in two of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
class Fingerprint:
    """What two packets are compared by. `lines` gives the file's line of each long line of it."""

    name: str  # how the packet is named to people
    slug: str
    family: str
    brief: frozenset[int]
    whole: frozenset[int]
    lines: Mapping[int, int]


def fingerprint(
    *, name: str, slug: str, family: str, brief: str, body: str, body_line: int = 1
) -> Fingerprint:
    """`body` is all the Markdown below the front matter, `brief` the candidate's part of it."""
    lines: dict[int, int] = {}
    for number, line in enumerate(body.split("\n"), body_line):
        words = tuple(_WORDS.findall(line.lower()))
        if len(words) >= LEAST_WORDS_OF_A_COPY and not line.startswith("#"):
            lines.setdefault(hash(words), number)
    return Fingerprint(name, slug, family, shingles(brief), shingles(body), lines)


def shingles(text: str) -> frozenset[int]:
    """All runs of four words, in lower case without punctuation, as this process hashes them.

    64 bits tell them apart well enough, and take far less memory than the words.
    """
    words = _WORDS.findall(text.lower())
    return frozenset(
        hash(tuple(words[n : n + SHINGLE_WORDS])) for n in range(len(words) - SHINGLE_WORDS + 1)
    )


def shared(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the smaller set that lies in the larger (0 to 1)."""
    smaller, larger = sorted((one, other), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def duplicate_problems(
    packets: Iterable[Entry], *, beside: Iterable[Entry] = ()
) -> Iterator[Problem]:
    """What is alike among `packets`, or in one of them and one of those `beside`.

    Reported at one of `packets`, of two at the one whose file name comes later. Variants of one
    packet may be alike.
    """
    prints = [fingerprint_of(entry) for entry in beside]
    for entry in sorted(packets, key=lambda entry: entry.document.file):
        one = fingerprint_of(entry)
        yield from likenesses(entry, one, prints)
        prints.append(one)


def fingerprint_of(entry: Entry) -> Fingerprint:
    return fingerprint(
        name=entry.document.file,
        slug=entry.slug,
        family=next(iter(entry.references["packets"]), entry.slug),
        brief=entry.fields["candidate_brief"],
        body=entry.document.body,
        body_line=entry.document.body_line,
    )


def likenesses(entry: Entry, one: Fingerprint, others: Iterable[Fingerprint]) -> Iterator[Problem]:
    """What of `entry`, whose fingerprint is `one`, is nearly or wholly the same in `others`."""
    file = entry.document.file
    for other in others:
        if other.slug == one.slug or other.family == one.family:
            continue
        for part, most in (("brief", MOST_SHARED_BRIEF), ("whole", MOST_SHARED_PACKET)):
            share = shared(getattr(other, part), getattr(one, part))
            if share > most:
                what = "candidate brief" if part == "brief" else "text"
                reason = f"shares {share:.0%} of its {what} with {other.name} (at most {most:.0%})"
                yield Problem(file, _line_of_brief(entry), reason)
                break
        copied = one.lines.keys() & other.lines.keys()
        if copied:
            line = min(one.lines[words] for words in copied)
            yield Problem(file, line, f"this line stands word for word in {other.name}")


def _line_of_brief(entry: Entry) -> int:
    sections = entry.document.sections()
    return next((found.line for found in sections if found.heading == "Candidate brief"), 1)
