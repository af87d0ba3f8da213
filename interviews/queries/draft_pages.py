"""What the pages of a draft show beside its form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviews.domain.checker import Entry
from interviews.domain.front_matter import Problem, UnreadableFile
from interviews.domain.packets.differences import FileDifference, differences
from interviews.domain.packets.fields import place_problem
from interviews.domain.packets.files import MAIN_FILE
from interviews.domain.packets.parts import read_parts
from interviews.models import PacketDraft, PacketVersion
from interviews.queries.drafts import check_draft, preview_of
from interviews.queries.packet_pages import criteria_of

LABELS = {
    **{"counts_as": "Counts as", "not_assumed": "Not assumed", "variant_of": "Variant of"},
    **{f"beats-{length}": f"Beats for {length} minutes" for length in (25, 45, 60)},
}


@dataclass(frozen=True)
class ShownProblem:
    """`anchor` is the id of the field on the page, "" if it has none."""

    anchor: str
    label: str
    reason: str
    line: int


@dataclass(frozen=True)
class Checked:
    """What is wrong with the files, and how they would look; `version` is not saved."""

    entry: Entry | None
    problems: list[ShownProblem]
    version: PacketVersion | None
    criteria: list[Any] | None

    @property
    def has_code(self) -> bool:
        return self.entry is not None and self.entry.trial is not None


def checked_draft(
    draft: PacketDraft,
    files: Mapping[str, str] | None = None,
    *,
    anchors: Mapping[tuple[str, str], str] | None = None,
) -> Checked:
    """`files` in place of the draft's own; `anchors` by ("section" | "file", key or path)."""
    files = draft.files if files is None else files
    entry, problems = check_draft(draft, files)
    version = preview_of(entry) if entry else None
    return Checked(
        entry=entry,
        problems=shown_problems(problems, files, anchors=anchors or {}),
        version=version,
        criteria=criteria_of(version) if version else None,
    )


def shown_problems(
    problems: Sequence[Problem],
    files: Mapping[str, str],
    *,
    anchors: Mapping[tuple[str, str], str],
) -> list[ShownProblem]:
    """Each with the field that it is in, in the order of the form."""
    try:
        main = read_parts(files.get(MAIN_FILE, ""))
    except UnreadableFile:
        main = None
    shown = []
    for problem in problems:
        placed = place_problem(problem, main, paths=[path for _, path in anchors])
        if placed.what == "property":
            anchor = f"id_{placed.name}" if anchors else ""
            label = LABELS.get(placed.name, placed.name.capitalize())
        else:
            anchor, label = anchors.get((placed.what, placed.name), ""), placed.name
        reason = problem.reason.removeprefix(f"`## {placed.name}` ")  # the label says it
        shown.append(ShownProblem(anchor, label, _sentence(reason), placed.line))
    return shown


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def code_problems(draft: PacketDraft) -> list[Problem]:
    return [Problem(**problem) for problem in draft.code_problems]


def changes_to_base(draft: PacketDraft) -> list[FileDifference]:
    """What the draft changes of what it began from; everything, if from nothing."""
    return changed_files(draft.base.files if draft.base else {}, draft.files)


def changes_since_base(draft: PacketDraft) -> list[FileDifference]:
    """From the draft to the version that was published meanwhile; none if none was."""
    current = draft.packet.current if draft.packet else None
    if current is None or current.pk == draft.base_id:
        return []
    return changed_files(draft.files, current.files)


def changed_files(old: Mapping[str, str], new: Mapping[str, str]) -> list[FileDifference]:
    return [file for file in differences(old, new) if file.state != "unchanged"]
