"""Run the code of packets in processes of their own and say what does not hold.

Files of the repository run here as they are. What people submit through the site comes this way
only from interviews/bank/submitted.py, and then every process is started through the sandbox that
the site's operator has configured (docs/adr/).
"""

import contextlib
import doctest
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from interviews.domain.front_matter import Problem
from interviews.domain.trial import SHOWS_IN_PUBLIC, Case, Trial, Wrong

HERE = Path(__file__).resolve().parent
WORKERS_PER_CORE = 2  # cases with threads wait more than they work
REPEATS = 3  # how often code with threads is run: a race must be caught every time
VARIANT_SECONDS = 120.0
MAX_OUTPUT = 1 << 20  # bytes; the child's own limit on files is as much
# Work (processor time, seconds) and waiting that a case may take. What a wrong variant may take is
# measured against the reference in the same run, so that a slow machine changes nothing.
REFERENCE_CPU_S, REFERENCE_WAIT_S = 5.0, 5.0
WRONG_CPU_TIMES, WRONG_LEAST_CPU_S, WRONG_WAIT_S = 6.0, 0.3, 0.75
# A wrong variant is to fail hidden cases, many of them by hanging: no need to wait for long.
WRONG_HIDDEN_WAIT_S = 0.25


@dataclass(frozen=True)
class Runner:
    """How the processes are started: through which command, and how long they may take.

    In `command` stand {packet}, {bank} and {scratch} for the folders that a process must see: the
    packet's files, this package, and the empty folder that it works in.
    """

    command: tuple[str, ...] = ()
    variant_s: float = VARIANT_SECONDS
    until: float = math.inf  # time.monotonic(): what has not begun by then is not begun

    def prefix(self, *, packet: str, scratch: str) -> list[str]:
        places = {"{packet}": packet, "{bank}": str(HERE), "{scratch}": scratch}
        words = []
        for word in self.command:
            for name, place in places.items():
                word = word.replace(name, place)
            words.append(word)
        return words


@dataclass(frozen=True)
class Outcome:
    """Of one case: `why` it did not hold, on which line of the case's file."""

    case: Case
    ok: bool
    why: str = ""
    line: int = 0
    threads: int = 0
    cpu_s: float = 0.0


@dataclass(frozen=True)
class Run:
    """Of one variant: outcomes in the order of the cases, or why it could not even be loaded."""

    outcomes: tuple[Outcome, ...]
    broken: str = ""
    line: int = 1

    @property
    def is_clean(self) -> bool:
        return not self.broken and all(outcome.ok for outcome in self.outcomes)

    def failed(self, *, is_public: bool) -> list[Outcome]:
        return [
            outcome
            for outcome in self.outcomes
            if outcome.case.is_public == is_public and not outcome.ok
        ]


HERE_AND_NOW = Runner()  # a process of this machine like any other: for the repository's files


def run_trials(
    trials: Sequence[Trial], *, root: Path, runner: Runner = HERE_AND_NOW
) -> list[Problem]:
    """Every problem of every trial, in the order of the trials. `root` is the catalogue.

    References first, all at once; then the wrong variants of those that stood their cases.
    """
    workers = WORKERS_PER_CORE * (os.cpu_count() or 1)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        references = list(
            pool.map(lambda trial: _run_reference(trial, root=root, runner=runner), trials)
        )
        variants = [
            (trial, wrong, runs[0])
            for trial, runs in zip(trials, references, strict=True)
            if all(run.is_clean for run in runs)
            for wrong in trial.wrong
        ]
        wrong_problems = pool.map(
            lambda job: list(_problems_of_wrong(*job, root=root, runner=runner)), variants
        )
        return [
            *(
                problem
                for trial, runs in zip(trials, references, strict=True)
                for problem in _problems_of_reference(trial, runs)
            ),
            *(problem for problems in wrong_problems for problem in problems),
        ]


def _run_reference(trial: Trial, *, root: Path, runner: Runner) -> list[Run]:
    repeats = REPEATS if trial.threads else 1
    return [
        run_variant(trial, trial.reference, root=root, runner=runner, seed=n)
        for n in range(repeats)
    ]


def _problems_of_reference(trial: Trial, runs: list[Run]) -> Iterator[Problem]:
    broken = next((run for run in runs if run.broken), None)
    if broken:
        yield Problem(f"{trial.folder}/{trial.reference}", broken.line, broken.broken)
        return
    failed = {outcome.case: outcome for run in runs for outcome in run.outcomes if not outcome.ok}
    for outcome in failed.values():
        reason = f"{trial.reference} fails “{outcome.case.name}”: {outcome.why}"
        yield Problem(outcome.case.file, outcome.line, reason)
    hidden = [outcome for outcome in runs[0].outcomes if not outcome.case.is_public]
    if trial.threads and not any(outcome.threads > 1 for outcome in hidden):
        yield Problem(f"{trial.folder}/checks.py", 1, "no hidden check starts two threads")


def _problems_of_wrong(
    trial: Trial, wrong: Wrong, reference: Run, *, root: Path, runner: Runner
) -> Iterator[Problem]:
    file = f"{trial.folder}/{wrong.file}"
    owed = [case for case in trial.cases if _must_catch(trial, case, wrong)]
    is_owed = any(not case.is_public for case in owed)
    # Where a hidden case is about this mistake, the other hidden ones would prove nothing more.
    cases = [case for case in trial.cases if case.is_public or case in owed or not is_owed]
    run = run_variant(
        trial, wrong.file, root=root, runner=runner, reference=reference, only=tuple(cases)
    )
    if run.broken:
        yield Problem(file, run.line, run.broken)
        return
    public = run.failed(is_public=True)
    if public and not wrong.shows_in_public:
        reason = (
            f"fails the public case “{public[0].case.name}” ({public[0].why}): a typical mistake "
            f"passes them; if this one cannot, say so on the second line: {SHOWS_IN_PUBLIC}"
        )
        yield Problem(file, 1, reason)
    if wrong.shows_in_public and not public:
        yield Problem(file, 2, f"passes the public cases, but says: {SHOWS_IN_PUBLIC}")
    caught = [outcome.case for outcome in run.failed(is_public=False)]
    if not caught and not is_owed:
        yield Problem(file, 1, "passes every hidden case, so nobody would notice the mistake")
    for case in owed:
        if case not in [outcome.case for outcome in run.outcomes if not outcome.ok]:
            reason = f"“{case.name}” is to catch {wrong.file}, and does not"
            yield Problem(case.file, case.line, reason)
    if trial.threads and caught:
        again = owed or caught[:1]
        yield from _missed_again(trial, wrong, reference, again, root=root, runner=runner)


def _must_catch(trial: Trial, case: Case, wrong: Wrong) -> bool:
    return wrong.slug in case.catches or (trial.all_hidden_fail and not case.is_public)


def _missed_again(
    trial: Trial, wrong: Wrong, reference: Run, cases: list[Case], *, root: Path, runner: Runner
) -> Iterator[Problem]:
    """A race that is caught by luck is not caught: the cases must catch it each time."""
    for seed in range(1, REPEATS):
        run = run_variant(
            trial,
            wrong.file,
            root=root,
            runner=runner,
            seed=seed,
            reference=reference,
            only=tuple(cases),
        )
        for outcome in run.outcomes:
            if outcome.ok:
                reason = f"“{outcome.case.name}” does not catch {wrong.file} every time"
                yield Problem(outcome.case.file, outcome.case.line, reason)
                return


def run_variant(
    trial: Trial,
    module: str,
    *,
    root: Path,
    runner: Runner = HERE_AND_NOW,
    seed: int = 0,
    reference: Run | None = None,
    only: tuple[Case, ...] = (),
) -> Run:
    """Run one file of the packet against its cases (all, or `only` some), within limits.

    `seed` changes the order of sets, which right code does not depend on. With the `reference`'s
    run a wrong variant may take six times as long in each case.
    """
    cases = only or trial.cases
    took = {outcome.case: outcome.cpu_s for outcome in reference.outcomes} if reference else {}
    folder = (root / trial.folder).resolve()
    job = {
        "folder": str(folder),
        "module": module,
        "reference": trial.reference,
        "tools": str(HERE / "tools.py"),
        "cases": [
            {
                "session": _session(case.run),
                "function": case.function,
                "line": case.line,
                "cpu_s": max(WRONG_LEAST_CPU_S, WRONG_CPU_TIMES * took[case])
                if reference
                else REFERENCE_CPU_S,
                "wait_s": _wait_s(case, is_wrong=reference is not None),
            }
            for case in cases
        ],
    }
    with tempfile.TemporaryDirectory() as scratch:
        lines, why = _run_child(job, scratch, seed, runner)
    return _run_of(lines, why, cases)


def _run_of(lines: list[str], why: str, cases: tuple[Case, ...]) -> Run:
    """What the process said. Its code may have written there itself: only what fits is believed."""
    try:
        results = [json.loads(line) for line in lines]
        if results and "broken" in results[0]:
            return Run((), f"cannot be loaded: {results[0]['broken']}", results[0]["line"] or 1)
        outcomes = [Outcome(case, **result) for case, result in zip(cases, results, strict=False)]
    except (ValueError, TypeError, KeyError):
        return Run((), "said what is no result: does the code write to what it did not open?")
    rest = cases[len(outcomes) :]  # the process died: the case that it was at, and those after
    outcomes += [Outcome(case, ok=False, why=why, line=case.line) for case in rest]
    return Run(tuple(outcomes))


def _wait_s(case: Case, *, is_wrong: bool) -> float:
    if not is_wrong:
        return REFERENCE_WAIT_S
    return WRONG_WAIT_S if case.is_public else WRONG_HIDDEN_WAIT_S


def _session(run: str) -> list[dict[str, Any]]:
    """The lines of a session: the child has no need of doctest itself, which is slow to import."""
    return [
        {
            "source": example.source,
            "want": example.want,
            "error": example.exc_msg,
            "line": example.lineno,
        }
        for example in doctest.DocTestParser().get_examples(run)
    ]


def _run_child(
    job: dict[str, Any], scratch: str, seed: int, runner: Runner
) -> tuple[list[str], str]:
    """The lines that the child wrote, and why it did not go on, should any be missing."""
    seconds = min(runner.variant_s, runner.until - time.monotonic())
    if seconds <= 0:
        return [], "was not run: all the code together took too long"
    prefix = runner.prefix(packet=job["folder"], scratch=scratch)
    command = [*prefix, sys.executable, "-P", "-S", "-s", "-B", str(HERE / "child.py")]
    # Files, for which the child's limits hold (1 MB): a pipe would take whatever code writes.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        why = ""
        try:
            with _start(command, scratch, seed, output, errors) as process:
                try:
                    process.communicate(json.dumps(job).encode(), timeout=seconds)
                except subprocess.TimeoutExpired:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)  # a prefix's children too
                    why = f"the process did not end within {seconds:.0f} s"
        except OSError as error:
            return [], f"could not be started: {error}"
        said = _written_to(errors).strip().splitlines() or [f"code {process.returncode}"]
        why = why or f"the process ended early: {said[-1][:500]}"
        return _whole_lines(_written_to(output)), why


def _start(
    command: list[str], scratch: str, seed: int, output: IO[bytes], errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (the configured sandbox, our own interpreter and file)
        command,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=errors,
        cwd=scratch,
        env={"TZ": "UTC", "PYTHONHASHSEED": str(seed), "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )


def _written_to(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(MAX_OUTPUT).decode(errors="replace")


def _whole_lines(output: str) -> list[str]:
    return [line for line in output.split("\n")[:-1] if line]
