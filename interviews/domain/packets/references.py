"""What a packet says of other things: that they are there, and that they fit."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from interviews.domain.checker import Entry
from interviews.domain.front_matter import Problem
from interviews.domain.packets.duplicates import Fingerprint


@dataclass(frozen=True)
class KnownRubric:
    slug: str
    criteria: frozenset[str]  # slugs


@dataclass(frozen=True)
class KnownPacket:
    kind: str
    variant_of: str = ""  # a slug; "": it is no variant


@dataclass(frozen=True)
class Known:
    """What a packet may name, in a catalogue of files or on a site.

    `keys` by folder ("topics", "loops" …): slugs, or "company/slug" of values and loops.
    """

    keys: Mapping[str, Collection[str]]
    loop_kinds: Mapping[str, frozenset[str]]  # the kinds of a loop's rounds, by "company/slug"
    rubrics: Mapping[str, KnownRubric]  # by kind
    packets: Mapping[str, KnownPacket]  # by slug
    prints: Sequence[Fingerprint] = field(default=())  # what a new text must not be nearly like


def unknown_references(entry: Entry, keys: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """Names that stand for nothing."""
    for folder, named in entry.references.items():
        for key in named:
            if key and key not in keys[folder]:
                line = _line_naming(entry, key)
                yield Problem(entry.document.file, line, f"`{key}` is not in {folder}/")


def misfits(packet: Entry, known: Known) -> Iterator[Problem]:
    """Of things that are there: which do not fit a packet of its kind."""
    yield from _rubric_notes(packet, known)
    yield from _loops(packet, known)
    yield from _root(packet, known)


def _line_naming(entry: Entry, key: str) -> int:
    """The first line of the front matter whose value is `key`."""
    for path, line in entry.document.lines.items():
        found: Any = entry.document.data
        try:
            for step in path:
                found = found[step]
        except (KeyError, IndexError, TypeError):
            continue
        if found == key:
            return line
    return 1


def _rubric_notes(packet: Entry, known: Known) -> Iterator[Problem]:
    """A packet's notes must be of exactly the criteria of its kind's rubric."""
    rubric = known.rubrics.get(packet.fields["kind"])
    if rubric is None:
        return
    section = next(
        (found for found in packet.document.sections() if found.heading == "Rubric notes"), None
    )
    line = section.line if section else 1
    file = packet.document.file
    for slug in sorted(rubric.criteria - set(packet.fields["rubric_notes"])):
        yield Problem(file, line, f"`## Rubric notes` lacks `### {slug}`")
    for slug in sorted(set(packet.fields["rubric_notes"]) - rubric.criteria):
        yield Problem(file, line, f"`### {slug}` is no criterion of the rubric {rubric.slug}")


def _loops(packet: Entry, known: Known) -> Iterator[Problem]:
    """A packet names only loops that have a round of its kind."""
    for key in packet.references["loops"]:
        kinds = known.loop_kinds.get(key)
        if kinds is not None and packet.fields["kind"] not in kinds:
            line = _line_naming(packet, key)
            reason = f"the loop `{key}` has no round of the kind {packet.fields['kind']}"
            yield Problem(packet.document.file, line, reason)


def _root(packet: Entry, known: Known) -> Iterator[Problem]:
    """A variant is of a packet of its kind that is no variant itself."""
    for key in packet.references["packets"]:
        root = known.packets.get(key)
        if root is None:
            continue
        reason = ""
        if key == packet.slug or root.variant_of:
            reason = f"`{key}` is a variant itself; name the packet that it began with"
        elif root.kind != packet.fields["kind"]:
            reason = f"`{key}` is of another kind"
        if reason:
            line = packet.document.line_of(("variant_of",))
            yield Problem(packet.document.file, line, reason)
