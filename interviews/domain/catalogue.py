"""The catalogue's files as checked values. docs/catalogue-format.md is the format's description."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from interviews.domain.front_matter import Document, Path, Problem, Section, split_sections

KINDS = ("recruiter_screen", "take_home_review", "coding", "system_design", "behavioural")
LEG_LENGTHS = ("25", "45", "60")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass(frozen=True)
class Entry:
    """One checked file: its document, and its fields by the names of the models."""

    document: Document
    slug: str
    fields: dict[str, Any]
    references: dict[str, list[str]] = field(default_factory=dict)


class Checker:
    """Reads fields out of a document and gathers every problem instead of stopping at the first."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def report(self, path: Path, reason: str) -> None:
        self.report_line(self.document.line_of(path), reason)

    def report_line(self, line: int, reason: str) -> None:
        self.problems.append(Problem(self.document.file, line, reason))

    def value(self, path: Path) -> Any:
        found: Any = self.document.data
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def text(self, *path: str | int, limit: int = 300, optional: bool = False) -> str:
        value = self.value(path)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.report(path, f"needs `{path[-1]}`: some text")
            return ""
        if len(value) > limit:
            self.report(path, f"`{path[-1]}` is longer than {limit} characters")
        return value.strip()

    def day(self, *path: str | int) -> date | None:
        value = self.value(path)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.report(path, f"needs `{path[-1]}`: a date such as 2026-11-01")
        return None

    def slug(self, *path: str | int) -> str:
        value = self.text(*path, limit=50)
        if value and not _SLUG.match(value):
            self.report(path, f"`{value}` is no slug: lower-case letters, digits and hyphens")
        return value

    def number(self, *path: str | int, least: float = 0, most: float = 1000) -> float:
        value = self.value(path)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.report(path, f"needs `{path[-1]}`: a number")
            return least
        if not least <= value <= most:
            self.report(path, f"`{path[-1]}` must be from {least:g} to {most:g}, not {value}")
        return value

    def whole(self, *path: str | int, least: int = 0, most: int = 1000) -> int:
        value = self.number(*path, least=least, most=most)
        if value != int(value):
            self.report(path, f"`{path[-1]}` must be a whole number")
        return int(value)

    def choice(self, *path: str | int, of: Iterable[str]) -> str:
        value = self.text(*path)
        if value and value not in of:
            self.report(path, f"`{path[-1]}` is `{value}`; it must be one of {', '.join(of)}")
        return value

    def items(self, *path: str | int, least: int = 0) -> list[Any]:
        value = self.value(path)
        if value is None and not least:
            return []
        if not isinstance(value, list):
            self.report(path, f"needs `{path[-1]}`: a list")
            return []
        if len(value) < least:
            self.report(path, f"`{path[-1]}` needs at least {least} entries")
        return value

    def words(self, *path: str | int, least: int = 0) -> list[str]:
        return [self.text(*path, n) for n in range(len(self.items(*path, least=least)))]


def _named_slugs(check: Checker, key: str) -> list[dict[str, str]]:
    return [
        {"slug": check.slug(key, n, "slug"), "name": check.text(key, n, "name", limit=120)}
        for n in range(len(check.items(key)))
    ]


def _body(check: Checker) -> str:
    body = check.document.body.strip()
    if not body:
        check.report_line(check.document.body_line, "has no text below the front matter")
    return body


def company(check: Checker) -> Entry:
    fields = {"name": check.text("name", limit=80), "summary": _body(check)}
    return Entry(check.document, check.slug("slug"), fields)


def competency(check: Checker) -> Entry:
    fields = {
        "name": check.text("name", limit=80),
        "position": check.whole("position"),
        "description": _body(check),
    }
    return Entry(check.document, check.slug("slug"), fields)


def topic(check: Checker) -> Entry:
    fields = {
        "name": check.text("name", limit=80),
        "kind": check.choice("kind", of=KINDS),
        "focus": check.text("focus", limit=200),
        "description": _body(check),
    }
    return Entry(check.document, check.slug("slug"), fields)


def value(check: Checker) -> Entry:
    fields = {
        "name": check.text("name", limit=80),
        "position": check.whole("position"),
        "meaning": _body(check),
    }
    return Entry(check.document, check.slug("slug"), fields, {"companies": [check.slug("company")]})


def rubric(check: Checker) -> Entry:
    criteria = []
    for n in range(len(check.items("criteria", least=2))):
        base: Path = ("criteria", n)
        anchors = check.value((*base, "anchors"))
        if not isinstance(anchors, dict) or {str(key) for key in anchors} != {"1", "2", "3", "4"}:
            check.report((*base, "anchors"), "needs an anchor for each of the levels 1, 2, 3, 4")
            anchors = {}
        texts = {int(str(level)): text for level, text in anchors.items()}
        for level, text in texts.items():
            if not isinstance(text, str) or len(text.strip()) < 15:
                check.report(
                    (*base, "anchors", str(level)), f"anchor {level} must describe behaviour"
                )
        criteria.append(
            {
                "slug": check.slug(*base, "slug"),
                "name": check.text(*base, "name", limit=80),
                "competency": check.slug(*base, "competency"),
                "ask": check.text(*base, "ask", limit=200),
                **{f"anchor_{level}": str(texts.get(level, "")) for level in (1, 2, 3, 4)},
            }
        )
    fields = {
        "kind": check.choice("kind", of=KINDS),
        "number": check.whole("version", least=1),
        "name": check.text("name", limit=80),
        "guidance": _body(check),
        "beats": _named_slugs(check, "beats"),
        "red_flags": _named_slugs(check, "red_flags"),
        "criteria": criteria,
    }
    references = {"competencies": [str(criterion["competency"]) for criterion in criteria]}
    return Entry(check.document, check.slug("slug"), fields, references)


def loop(check: Checker) -> Entry:
    rounds = []
    for n in range(len(check.items("rounds", least=1))):
        base: Path = ("rounds", n)
        rounds.append(
            {
                "slug": check.slug(*base, "slug"),
                "name": check.text(*base, "name", limit=80),
                "kind": check.choice(*base, "kind", of=KINDS),
                "minutes": check.whole(*base, "minutes", least=10, most=240),
                "tag": check.text(*base, "tag", limit=40, optional=True),
                "format": check.text(*base, "format", limit=120, optional=True),
                "focus": check.text(*base, "focus", limit=200),
                "weight": check.number(*base, "weight", least=0.1, most=10),
                "rubric": check.slug(*base, "rubric"),
            }
        )
    fields = {
        "name": check.text("name", limit=80),
        "summary": check.text("summary", limit=300),
        "description": _body(check),
        "min_years": check.whole("min_years", most=40),
        "described_on_date": check.day("described_on_date"),
        "uncertainty": check.text("uncertainty", limit=1000),
        "rounds": rounds,
    }
    references = {
        "companies": [check.slug("company")],
        "rubrics": [str(entry["rubric"]) for entry in rounds],
    }
    return Entry(check.document, check.slug("slug"), fields, references)


_PACKET_SECTIONS = (
    *("Candidate brief", "Opening script", "Clarifications", "Hints", "Solution", "Follow-ups"),
    *("Push-backs", "Red flags", "Rubric notes", "Strong answer", "Weak answer"),
)


def packet(check: Checker) -> Entry:
    sections = _packet_sections(check)
    fields = {
        "kind": check.choice("kind", of=KINDS),
        "number": check.whole("version", least=1),
        "level": check.whole("level", least=1, most=5),
        "title": check.text("title", limit=120),
        "summary": check.text("summary", limit=300),
        "not_assumed": check.text("not_assumed", limit=2000),
        "languages": check.words("languages"),
        "authors": check.words("authors", least=1),
        "licence": check.text("licence", limit=40),
        "beats": _beats(check),
        "candidate_brief": _section_text(sections, "Candidate brief"),
        "starter_code": _section_text(sections, "Starter code"),
        "opening_script": _section_text(sections, "Opening script"),
        "clarifications": _named_texts(check, sections, "Clarifications", least=4),
        "hints": _named_texts(check, sections, "Hints", least=3),
        "solution": _section_text(sections, "Solution"),
        "follow_ups": _follow_ups(check, sections),
        "push_backs": _bullets(check, sections, "Push-backs", least=3),
        "red_flags": _bullets(check, sections, "Red flags", least=3),
        "rubric_notes": _rubric_notes(check, sections),
        "strong_answer": _section_text(sections, "Strong answer"),
        "weak_answer": _section_text(sections, "Weak answer"),
    }
    references = {
        "topics": check.words("topics", least=1),
        "values": check.words("values"),
        "competencies": check.words("competencies", least=1),
    }
    return Entry(check.document, check.slug("slug"), fields, references)


def _packet_sections(check: Checker) -> dict[str, Section]:
    found = check.document.sections()
    headings = [section.heading for section in found if section.heading != "Starter code"]
    for heading in _PACKET_SECTIONS:
        if heading not in headings:
            check.report_line(check.document.body_line, f"lacks the section `## {heading}`")
    for section in found:
        if section.heading not in (*_PACKET_SECTIONS, "Starter code"):
            check.report_line(section.line, f"`## {section.heading}` is no section of a packet")
        elif headings.count(section.heading) > 1:
            check.report_line(section.line, f"`## {section.heading}` stands here twice")
        elif not section.text:
            check.report_line(section.line, f"`## {section.heading}` is empty")
    known = [heading for heading in headings if heading in _PACKET_SECTIONS]
    if known != sorted(known, key=_PACKET_SECTIONS.index):
        check.report_line(check.document.body_line, "has its sections in another order")
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


def _follow_ups(check: Checker, sections: dict[str, Section]) -> list[dict[str, str]]:
    parts = _named_texts(check, sections, "Follow-ups", least=3)
    if sum(part["name"].startswith("At scale:") for part in parts) != 1:
        line = sections["Follow-ups"].line if "Follow-ups" in sections else 1
        check.report_line(line, "`## Follow-ups` needs one part that begins with `At scale:`")
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


_NOTE = re.compile(r"- ([1-4]): (.+)")


def _rubric_notes(check: Checker, sections: dict[str, Section]) -> dict[str, dict[str, str]]:
    notes: dict[str, dict[str, str]] = {}
    for part in _parts(sections, "Rubric notes"):
        levels: dict[str, str] = {}
        for line in part.text.split("\n"):
            match = _NOTE.match(line)
            if match:
                levels[match[1]] = match[2].strip()
        if sorted(levels) != ["1", "2", "3", "4"]:
            check.report_line(part.line, f"`### {part.heading}` needs the anchors 1, 2, 3 and 4")
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


READERS: dict[str, Callable[[Checker], Entry]] = {
    "companies": company,
    "competencies": competency,
    "topics": topic,
    "values": value,
    "rubrics": rubric,
    "loops": loop,
    "packets": packet,
}
