"""`manage.py match_pool POOL.json`: the plan of a pool in a file, without any database."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.files import printable, write_whole
from scheduling.domain.matching.plan import plan_sessions
from scheduling.domain.matching.pool_file import (
    MOST_BYTES,
    PoolError,
    plan_as_json,
    pool_from_json,
)
from scheduling.domain.matching.progress import Progress


class Command(BaseCommand):
    help = "Match the people of a pool (docs/matching.md): prints the plan as JSON."
    requires_system_checks = ()  # they are the site's, which has no part in it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pool", help="the file of the pool, - for standard input")
        parser.add_argument("--out", type=Path, help="the file to write instead of printing")
        parser.add_argument(
            "--time-limit", type=_seconds, help="seconds after which the best plan found is taken"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            found = pool_from_json(_contents(options["pool"]))
        except PoolError as error:
            self.stderr.write(printable(str(error)))
            raise SystemExit(2) from error
        for warning in found.warnings:
            self.stderr.write(printable(warning))
        is_watched = sys.stderr.isatty() or options["verbosity"] >= 2
        plan = plan_sessions(
            found.pool,
            time_limit=options["time_limit"],
            clock=time.monotonic,
            progress=self._show if is_watched else None,
        )
        text = plan_as_json(found.pool, plan, seconds=time.monotonic() - begun)
        if options["out"]:
            try:
                write_whole(options["out"], text + "\n")
            except OSError as error:
                message = f"{options['out']}: {error.strerror}"
                raise CommandError(message, returncode=1) from error
        else:
            self.stdout.write(text)

    def _show(self, progress: Progress) -> None:
        words = [progress.stage]
        if progress.value is not None:
            words.append(f"value {progress.value}")
        if progress.upper_bound is not None:
            words.append(f"at most {progress.upper_bound}")
        self.stderr.write(", ".join(words))


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise ValueError
    return seconds


def _contents(name: str) -> bytes:
    """At most so much of the file that it is seen to be too long."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PoolError("", f"{name}: {error.strerror}") from error
