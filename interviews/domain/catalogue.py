"""The catalogue's files as checked values. docs/catalogue-format.md is the format's description."""

from collections.abc import Callable

from interviews.domain.checker import KINDS, Checker, Entry
from interviews.domain.front_matter import Path
from interviews.domain.packets.reader import packet


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


READERS: dict[str, Callable[[Checker], Entry]] = {
    "companies": company,
    "competencies": competency,
    "topics": topic,
    "values": value,
    "rubrics": rubric,
    "loops": loop,
    "packets": packet,
}
