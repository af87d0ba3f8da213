"""A packet's front matter and sections as checked values; its material is read by kind."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from interviews.domain.checker import KINDS, Checker, Entry
from interviews.domain.front_matter import Path, Section, split_sections
from interviews.domain.packets.code import read_coding_material
from interviews.domain.packets.design import read_design_material
from interviews.domain.packets.files import place_of
from interviews.domain.packets.material import Material, report_unknown_files
from interviews.domain.packets.review import read_review_material

LEG_LENGTHS = ("25", "45", "60")
_BEFORE_SOLUTION = ("Candidate brief", "Opening script", "Clarifications", "Hints", "Solution")
_AFTER_SOLUTION = (
    *("Follow-ups", "Push-backs", "Red flags", "Rubric notes", "Strong answer", "Weak answer"),
)

# What a kind's packet consists of besides its text: fields of the packet's version by name.
_MATERIAL: dict[str, Callable[[Checker, dict[str, Section]], Material]] = {
    "coding": read_coding_material,
    "system_design": read_design_material,
    "take_home_review": read_review_material,
}
PAGES = ("coverage", "drafts", "export", "import", "statistics")  # /library/<page>/
# A follow-up that the kind's packets must have, by how its heading begins.
_OWED_FOLLOW_UPS = {"behavioural": ("At scale:", "Keeper Test:", "Candour:")}


def packet(check: Checker) -> Entry:
    kind = check.choice("kind", of=KINDS)
    _check_place(check, kind)
    sections = _packet_sections(check, kind)
    fields = {
        "kind": kind,
        "number": check.whole("version", least=1),
        "level": check.whole("level", least=1, most=5),
        "title": check.text("title", limit=120),
        "summary": check.text("summary", limit=300),
        "not_assumed": check.text("not_assumed", limit=2000),
        "languages": check.words("languages", least=kind in ("coding", "take_home_review")),
        "authors": check.words("authors", least=1),
        "licence": check.text("licence", limit=40),
        "beats": _beats(check),
        "candidate_brief": _section_text(sections, "Candidate brief"),
        "opening_script": _section_text(sections, "Opening script"),
        "clarifications": _named_texts(check, sections, "Clarifications", least=4),
        "hints": _named_texts(check, sections, "Hints", least=3),
        "solution": _section_text(sections, "Solution"),
        "follow_ups": _follow_ups(check, sections, kind),
        "push_backs": _bullets(check, sections, "Push-backs", least=3),
        "red_flags": _bullets(check, sections, "Red flags", least=3),
        "rubric_notes": _rubric_notes(check, sections),
        "strong_answer": _section_text(sections, "Strong answer"),
        "weak_answer": _section_text(sections, "Weak answer"),
    }
    material = _MATERIAL.get(kind, _no_material)(check, sections)
    fields.update(material.fields)
    variant_of = check.text("variant_of", limit=50, optional=True)
    references = {
        "packets": [variant_of] if variant_of else [],
        "topics": check.words("topics", least=1),
        "values": check.words("values", least=kind == "behavioural"),
        "competencies": check.words("competencies", least=1),
        "loops": check.words("loops", least=1),
    }
    slug = check.slug("slug")
    if slug in PAGES:
        check.report(("slug",), f"`{slug}` is the address of a page of the library")
    return Entry(check.document, slug, fields, references, material.trial, check.material)


def _no_material(check: Checker, sections: dict[str, Section]) -> Material:
    report_unknown_files(check, "")
    return Material({})


def _check_place(check: Checker, kind: str) -> None:
    """A packet lies in its kind's folder: as a folder if it has material, else as one file."""
    if kind not in KINDS:
        return
    place = PurePosixPath(check.document.file)
    expected = place_of(kind, "<slug>")
    depth = 3 if kind in _MATERIAL else 2
    names_fit = place.name == "packet.md" if kind in _MATERIAL else place.name != "packet.md"
    if len(place.parts) != depth + 1 or place.parts[1] != kind or not names_fit:
        check.report(("kind",), f"a packet of the kind {kind} lies at {expected}")


def sections_of_kind(kind: str) -> tuple[str, ...]:
    """The headings that such a packet has, in their order."""
    between = ("Trade-offs",) if kind == "system_design" else ()
    return (*_BEFORE_SOLUTION, *between, *_AFTER_SOLUTION)


def _packet_sections(check: Checker, kind: str) -> dict[str, Section]:
    expected = sections_of_kind(kind)
    found = check.document.sections()
    headings = [section.heading for section in found]
    for heading in expected:
        if heading not in headings:
            check.report_line(check.document.body_line, f"lacks the section `## {heading}`")
    for section in found:
        if section.heading not in expected:
            reason = f"`## {section.heading}` is no section of such a packet"
            check.report_line(section.line, reason)
        elif headings.count(section.heading) > 1:
            check.report_line(section.line, f"`## {section.heading}` stands here twice")
        elif not section.text:
            check.report_line(section.line, f"`## {section.heading}` is empty")
    known = [section for section in found if section.heading in expected]
    for before, after in pairwise(known):
        if expected.index(after.heading) < expected.index(before.heading):
            reason = f"`## {after.heading}` belongs before `## {before.heading}`"
            check.report_line(after.line, reason)
    return {section.heading: section for section in found}


def _section_text(sections: dict[str, Section], heading: str) -> str:
    return sections[heading].text if heading in sections else ""


def _parts(sections: dict[str, Section], heading: str) -> list[Section]:
    section = sections.get(heading)
    if section is None:
        return []
    return list(split_sections(section.text, level=3, first_line=section.line + 2))


def _named_texts(
    check: Checker, sections: dict[str, Section], heading: str, *, least: int
) -> list[dict[str, str]]:
    parts = _parts(sections, heading)
    line = sections[heading].line if heading in sections else 1
    if len(parts) < least:
        check.report_line(line, f"`## {heading}` needs at least {least} parts (### …)")
    for part in parts:
        if not part.text:
            check.report_line(part.line, f"`### {part.heading}` is empty")
    return [{"name": part.heading, "text": part.text} for part in parts]


def _follow_ups(check: Checker, sections: dict[str, Section], kind: str) -> list[dict[str, str]]:
    parts = _named_texts(check, sections, "Follow-ups", least=3)
    for beginning in _OWED_FOLLOW_UPS.get(kind, ("At scale:",)):
        if sum(part["name"].startswith(beginning) for part in parts) != 1:
            line = sections["Follow-ups"].line if "Follow-ups" in sections else 1
            reason = f"`## Follow-ups` needs one part that begins with `{beginning}`"
            check.report_line(line, reason)
    return parts


def _bullets(
    check: Checker, sections: dict[str, Section], heading: str, *, least: int
) -> list[str]:
    texts: list[str] = []
    for line in _section_text(sections, heading).split("\n"):
        if line.startswith("- "):
            texts.append(line[2:].strip())
        elif line.strip() and texts:
            texts[-1] += " " + line.strip()
    if len(texts) < least:
        line_number = sections[heading].line if heading in sections else 1
        check.report_line(line_number, f"`## {heading}` needs at least {least} bullets")
    return texts


LEAST_ANCHOR = 20  # characters: less is an adjective and no behaviour
_NOTE = re.compile(r"- ([1-4]): (.+)")


def _rubric_notes(check: Checker, sections: dict[str, Section]) -> dict[str, dict[str, str]]:
    notes: dict[str, dict[str, str]] = {}
    for part in _parts(sections, "Rubric notes"):
        levels: dict[str, str] = {}
        last = ""
        for line in part.text.split("\n"):
            match = _NOTE.match(line)
            if match:
                last = match[1]
                levels[last] = match[2].strip()
            elif last and line.strip():
                levels[last] += " " + line.strip()
        if sorted(levels) != ["1", "2", "3", "4"]:
            check.report_line(part.line, f"`### {part.heading}` needs the anchors 1, 2, 3 and 4")
        short = [level for level, text in levels.items() if len(text) < LEAST_ANCHOR]
        if short:
            reason = f"`### {part.heading}`: anchor {short[0]} must describe behaviour"
            check.report_line(part.line, reason)
        notes[part.heading] = levels
    return notes


def _beats(check: Checker) -> dict[str, list[dict[str, Any]]]:
    lengths = check.value(("beats",))
    if not isinstance(lengths, dict) or {str(key) for key in lengths} != set(LEG_LENGTHS):
        check.report(("beats",), "needs `beats` for legs of 25, 45 and 60 minutes")
        return {}
    beats: dict[str, list[dict[str, Any]]] = {}
    for length in lengths:
        base: Path = ("beats", length)
        beats[str(length)] = [
            {
                "name": check.text(*base, n, "name", limit=80),
                "minutes": check.whole(*base, n, "minutes", least=1, most=60),
                "say": check.text(*base, n, "say", limit=500),
            }
            for n in range(len(check.items(*base, least=2)))
        ]
        total = sum(beat["minutes"] for beat in beats[str(length)])
        if total != int(str(length)):
            check.report(
                ("beats", str(length)), f"beats for {length} minutes sum to {total} minutes"
            )
    return beats
