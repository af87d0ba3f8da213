"""The table of a booking's life as a drawing and a table in Markdown, for the docs."""

from interviews.domain.booking_life import TABLE, Event, Stage, Step, Who

EVENT_WORDS = {event: event.value.replace("_", " ") for event in Event}
STAGE_WORDS = {stage: stage.value.replace("_", " ") for stage in Stage}
MARK = "<!-- drawn by manage.py draw_booking_life: do not edit below -->"


def drawing() -> str:
    """A Mermaid state diagram: one arrow for each (from, event, to)."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [
        f"    {stage.value} : {words}"
        for stage, words in STAGE_WORDS.items()
        if stage != Stage.NOTHING
    ]
    arrows = dict.fromkeys((step.origin, step.event, step.target) for step in TABLE)
    for origin, event, target in arrows:
        start = "[*]" if origin == Stage.NOTHING else origin.value
        lines.append(f"    {start} --> {target.value} : {EVENT_WORDS[event]}")
    return "\n".join([*lines, "```"])


def table() -> str:
    """Who may do what when: a row for each step of the table."""
    rows = ["| from | step | who | when | to |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*rows, *(_row(step) for step in TABLE)])


def _row(step: Step) -> str:
    who = ", ".join(one.value for one in Who if one in step.who)
    cells = (STAGE_WORDS[step.origin], EVENT_WORDS[step.event], who, step.when.words)
    return f"| {' | '.join(cells)} | {STAGE_WORDS[step.target]} |"


def drawn(document: str) -> str:
    """`document` with everything below the mark drawn anew."""
    head, _, _ = document.partition(MARK)
    return f"{head}{MARK}\n\n{drawing()}\n\n## Who may do what when\n\n{table()}\n"
