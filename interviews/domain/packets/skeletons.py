"""What a new packet begins with: every section and file of its kind, with what belongs there.

Lines that begin with TO WRITE are instructions; a packet that still has one is refused.
"""

from collections.abc import Iterable, Iterator, Mapping

from interviews.domain.front_matter import Problem
from interviews.domain.packets.front import canonical
from interviews.domain.packets.reader import LEG_LENGTHS, sections_of_kind

TO_WRITE = "TO WRITE"

_SECTIONS = {
    "Candidate brief": "TO WRITE: the question, complete in itself. It is all that the candidate "
    "ever sees, so it gives no hint away.",
    "Opening script": "TO WRITE: what the interviewer says aloud in the first minute.",
    "Clarifications": "### TO WRITE: a question that the candidate may ask (at least four)\n\n"
    "TO WRITE: the answer to give.",
    "Hints": "### TO WRITE: a nudge (at least three, the last nearly the answer)\n\n"
    "TO WRITE: the hint, as it is said.",
    "Solution": "TO WRITE: the way to a good answer, step by step.",
    "Trade-offs": "| Decision | Chosen | The other way | What would change it |\n"
    "| --- | --- | --- | --- |\n| TO WRITE: at least four rows | | | |",
    "Push-backs": "- TO WRITE: what the interviewer holds against an answer (at least three)",
    "Red flags": "- TO WRITE: what would worry you (at least three)",
    "Strong answer": "TO WRITE: what it sounds like, and why it is strong.",
    "Weak answer": "TO WRITE: what it sounds like, and why it is weak.",
}
_FOLLOW_UPS = {
    "behavioural": ("At scale: TO WRITE", "Keeper Test: TO WRITE", "Candour: TO WRITE"),
}
_FILES: dict[str, dict[str, str]] = {
    "coding": {
        "starter.py": "# TO WRITE: what the candidate begins with\n",
        "solution.py": "# TO WRITE: everything of starter.py, as it should be\n",
        "cases.yaml": "# TO WRITE: at least two public cases, and five hidden ones\npublic:\n"
        "  - name: TO WRITE\n    run: |\n      >>> call()\n      'what it gives'\nhidden:\n"
        "  - name: TO WRITE\n    catches: [a-mistake]\n    run: |\n      >>> call()\n"
        "      'what it gives'\n",
        "wrong/a-mistake.py": "# Mistake: TO WRITE, and two more files like this one\n"
        "from solution import *\n",
    },
    "system_design": {
        "estimates.yaml": "# TO WRITE: at least three facts and five estimates\ngiven:\n"
        '  - {id: viewers, name: "TO WRITE", value: "30 M viewers"}\nestimates:\n'
        '  - {id: traffic, name: "TO WRITE", formula: "viewers * 2", result: "60 M"}\n',
        "diagram.mmd": "flowchart TD\n  %% TO WRITE: 4 to 24 parts, the main path first\n"
        "  viewer(Viewer) --> api[API]\n  api --> store[(Store)]\n",
    },
    "take_home_review": {
        "code/work.py": "# TO WRITE: what the candidate reads, with its planted faults\n",
        "improved/work.py": "# TO WRITE: the same file as it could be\n",
        "faults.yaml": "# TO WRITE: at least five, the worst first\nfaults:\n"
        "  - {fault: TO WRITE, severity: critical, file: work.py, line: 1, quote: TO WRITE, "
        "effect: TO WRITE}\n",
        "checks.py": "# TO WRITE: public_…(code) holds for both, hidden_…(code) shows a fault\n",
    },
}


def skeleton(
    *, kind: str, slug: str, criteria: Iterable[str], focus: str = "", level: int = 3
) -> dict[str, str]:
    """The files of a new packet, by path in its folder; `criteria` of the kind's rubric.

    `focus` is what it is to count as: its first topic, of a behavioural one its first value.
    """
    first, no = ([focus] if focus else []), list[str]()
    topics, values = (no, first) if kind == "behavioural" else (first, no)
    properties = {
        **{"slug": slug, "version": 1, "kind": kind, "title": "", "summary": "", "level": level},
        **{"topics": topics, "values": values, "competencies": [], "loops": [], "languages": []},
        **{"authors": [], "licence": "CC-BY-4.0", "not_assumed": ""},
        "beats": {int(length): _beats(int(length)) for length in LEG_LENGTHS},
    }
    front = "\n".join(canonical(key, value) for key, value in properties.items())
    sections = "\n\n".join(
        f"## {heading}\n\n{_section(heading, kind, criteria)}" for heading in sections_of_kind(kind)
    )
    return {"packet.md": f"---\n{front}\n---\n\n{sections}\n", **_FILES.get(kind, {})}


def placeholder_problems(files: Mapping[str, str]) -> Iterator[Problem]:
    """Where the skeleton's instructions still stand."""
    for path, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            if TO_WRITE in line:
                yield Problem(path, number, f"still says “{TO_WRITE}”, as the skeleton did")


def _beats(minutes: int) -> list[dict[str, object]]:
    return [
        {"name": "Set-up", "minutes": 2, "say": f"{TO_WRITE}: what is said"},
        {"name": f"{TO_WRITE}: the beats between", "minutes": minutes - 5, "say": TO_WRITE},
        {"name": "Wrap-up", "minutes": 3, "say": f"{TO_WRITE}: what is said"},
    ]


def _section(heading: str, kind: str, criteria: Iterable[str]) -> str:
    if heading == "Follow-ups":
        names = _FOLLOW_UPS.get(kind, ("At scale: TO WRITE", "TO WRITE", "TO WRITE"))
        return "\n\n".join(f"### {name}\n\n{TO_WRITE}: what is asked." for name in names)
    if heading == "Rubric notes":
        levels = "\n".join(
            f"- {level}: {TO_WRITE}: what one sees and hears" for level in range(1, 5)
        )
        return "\n\n".join(f"### {slug}\n\n{levels}" for slug in criteria) or TO_WRITE
    return _SECTIONS[heading]
