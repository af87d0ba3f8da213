"""`python -m tests.concurrency.round_worker FOLDER WHERE`: a round that waits to be killed.

It touches FOLDER/reached and waits: "planned" before its one step, "proposed" at that step's end.
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from scheduling.actions import rounds  # noqa: E402

HOOKS = {"planned": "planned_round", "proposed": "_note_outcomes"}


def main() -> None:
    folder, name = Path(sys.argv[1]), HOOKS[sys.argv[2]]
    work = getattr(rounds, name)

    def work_and_wait(*args: object, **kwargs: object) -> object:
        done = work(*args, **kwargs)
        (folder / "reached").touch()
        time.sleep(60)
        return done

    setattr(rounds, name, work_and_wait)
    now = timezone.now()
    rounds.run_round("site", due_at=now, now=now, clock=time.monotonic, time_limit=10)


if __name__ == "__main__":
    main()
