"""Run the code of a packet that somebody has submitted: in the configured sandbox or not at all."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from interviews.bank.trials import Runner, run_trials
from interviews.domain.front_matter import Problem
from interviews.domain.packets.files import catalogue_files, path_in_packet, place_of
from interviews.domain.trial import Trial

VARIANT_SECONDS = 30.0
ALL_SECONDS = 180.0  # the job that does this may take 240 (CELERY_TASK_TIME_LIMIT)


class NoSandbox(Exception):
    """No command was given to start the code in; nothing was run."""


def run_submitted(
    files: Mapping[str, str], *, kind: str, slug: str, trial: Trial, sandbox: tuple[str, ...]
) -> list[Problem]:
    """What does not hold of the code in `files` ({path within the packet's folder: text}).

    They are written into a folder of their own, which is gone afterwards. `sandbox` is the command
    that every process is started with; raises NoSandbox if it is empty.
    """
    if not sandbox:
        raise NoSandbox
    main = place_of(kind, slug)
    runner = Runner(sandbox, variant_s=VARIANT_SECONDS, until=time.monotonic() + ALL_SECONDS)
    with tempfile.TemporaryDirectory() as root:
        for path, text in catalogue_files(files, kind, slug).items():
            (Path(root) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(root) / path).write_text(text, encoding="utf-8")
        found = run_trials([trial], root=Path(root), runner=runner)
    return [Problem(path_in_packet(one.file, main), one.line, one.reason) for one in found]
