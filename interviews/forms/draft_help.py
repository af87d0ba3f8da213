"""One line of help for each section and file of a packet's form: what form it has."""

_PARTS = "Each begins with a line “### name”."

# By kind, "" for all; by heading.
SECTION_HELP: dict[str, dict[str, str]] = {
    "": {
        "Candidate brief": "All that the candidate ever sees, complete in itself. Short sentences.",
        "Opening script": "What the interviewer says aloud in the first minute.",
        "Clarifications": f"At least four: the candidate’s question, then the answer. {_PARTS}",
        "Hints": f"At least three, from a nudge to nearly the answer. {_PARTS}",
        "Solution": "The way to a good answer, for the interviewer.",
        "Follow-ups": f"At least three; exactly one is named “At scale: …”. {_PARTS}",
        "Push-backs": "At least three lines that begin with “- ”: what you hold against an answer.",
        "Red flags": "At least three lines that begin with “- ”: what would worry you.",
        "Rubric notes": "“### criterion” for each of the rubric’s, then four lines “- 1: …” to "
        "“- 4: …” of what one sees and hears.",
        "Strong answer": "What it sounds like, and why it is strong.",
        "Weak answer": "What it sounds like, and why it is weak.",
    },
    "coding": {
        "Solution": "The walk-through with its cost and cases. No code: solution.py stands beside.",
    },
    "system_design": {
        "Solution": "The walk-through, without the estimate, the diagram and the trade-offs.",
        "Trade-offs": "One table: decision | chosen | the other way | what would change it. At "
        "least four rows.",
    },
    "take_home_review": {
        "Solution": "The decision, and how the faults work together, without their list.",
    },
    "behavioural": {
        "Follow-ups": "At least three; one named “At scale: …”, one “Keeper Test: …”, one "
        f"“Candour: …”. {_PARTS}",
    },
}

FILE_HELP = {
    "starter.py": "What the candidate begins with. All of it is in solution.py too.",
    "solution.py": "The reference. It must stand every case.",
    "cases.yaml": "At least two public and five hidden cases: name, run (>>> lines), catches.",
    "checks.py": "Functions public_…(code) and hidden_…(code) with a docstring. Coding: optional.",
    "estimates.yaml": "At least three given facts and five estimates, computed again here.",
    "diagram.mmd": "A flowchart TD of 4 to 24 parts, the main path first.",
    "faults.yaml": "At least five, the worst first: fault, severity, file, line, quote, effect.",
}
FOLDER_HELP = {
    "wrong": "A typical mistake. The first line is “# Mistake: …”; it may import solution.",
    "code": "What the candidate reads, with its faults.",
    "improved": "The same file as it could be.",
}
