"""Everything that is asked of the packet bank, for the whole of it or for a part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from interviews.bank.files import read_files
from interviews.bank.trials import run_trials
from interviews.domain.catalogue_check import read_catalogue
from interviews.domain.front_matter import Problem
from interviews.domain.packets.coverage import Goal, coverage
from interviews.domain.packets.duplicates import duplicate_problems
from interviews.domain.packets.prose import prose_problems
from interviews.domain.trial import Trial


class NoCatalogue(Exception):
    """The path lies in no catalogue; the message says so to people."""


@dataclass(frozen=True)
class Report:
    """Problems of the part that was asked for, in order; goals of the whole bank."""

    problems: list[Problem]
    goals: list[Goal]
    packets: int
    variants: int  # files of code that were run


def validate_packets(path: Path, *, complete: bool = False) -> Report:
    """Check the packets at `path`: a whole catalogue, a folder of it, or one file.

    The rest of the catalogue is read as well, for what one file says of another and to find
    near-duplicates. With `complete`, goals that are not reached are problems too.
    """
    path = path.resolve()
    root = _root_of(path)
    files = read_files(root)
    part = _packet_around(path.relative_to(root).as_posix(), files.texts)
    catalogue = read_catalogue(files.texts)
    packets = list(catalogue.entries["packets"].values())
    chosen = [entry for entry in packets if _is_in(entry.document.file, part)]
    read = [*files.problems, *catalogue.problems]
    texts = [problem for entry in chosen for problem in prose_problems(entry)]
    others = [entry for entry in packets if not _is_in(entry.document.file, part)]
    alike = duplicate_problems(chosen, beside=others)
    found = [problem for problem in (*read, *texts, *alike) if _is_in(problem.file, part)]
    trials = [entry.trial for entry in chosen if entry.trial]
    trials = [trial for trial in trials if not _is_broken(trial, read)]
    found += run_trials(trials, root=root)
    goals = list(coverage(packets))
    if complete:
        found += [
            Problem("packets", 1, f"{goal.what}: {goal.found} of {goal.least}")
            for goal in goals
            if goal.missing
        ]
    found.sort(key=lambda problem: (problem.file, problem.line))
    variants = sum(1 + len(trial.wrong) for trial in trials)
    return Report(found, goals, len(chosen), variants)


def _is_broken(trial: Trial, problems: Iterable[Problem]) -> bool:
    """Whether the code or the cases cannot be read: running them would say the same again."""
    return any(
        problem.file.startswith(f"{trial.folder}/") and not problem.file.endswith(".md")
        for problem in problems
    )


def _root_of(path: Path) -> Path:
    for folder in (path, *path.parents):
        if (folder / "packets").is_dir() and (folder / "rubrics").is_dir():
            return folder
    raise NoCatalogue(f"{path} lies in no catalogue (a folder with packets/ and rubrics/).")


def _is_in(file: str, part: str) -> bool:
    return part == "." or file == part or file.startswith(part + "/")


def _packet_around(part: str, texts: Mapping[str, str]) -> str:
    """A file in a packet's folder stands for the whole packet."""
    folders = [part, *map(str, PurePosixPath(part).parents)]
    return next((folder for folder in folders if f"{folder}/packet.md" in texts), part)
