"""`manage.py fit_readiness RATINGS.csv`: the readiness model on a file, without any database."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from common.files import printable, write_whole
from feedback.domain.readiness_model.fit import fit
from feedback.domain.readiness_model.ratings import Rows, sorted_ratings
from feedback.domain.readiness_model.ratings_file import (
    MOST_BYTES,
    RatingsError,
    day_of,
    fitted_as_json,
    instant,
    rows_of,
)


class Command(BaseCommand):
    help = "Estimate readiness from ratings (docs/readiness-model.md): prints it as JSON."
    requires_system_checks = ()  # they are the site's, which has no part in it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ratings", help="the CSV file of ratings, - for standard input")
        parser.add_argument(
            "--now",
            type=_instant,
            help="the instant to estimate for; ratings after it are passed over. "
            "Without it, the last instant in the file",
        )
        parser.add_argument("--out", type=Path, help="the file to write instead of printing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _opened(options["ratings"]) as file:
                rows = rows_of(file)
            day = float(rows.day.max()) if options["now"] is None else day_of(options["now"])
            rows = self._until(rows, day)
        except RatingsError as error:
            for message in error.messages:
                self.stderr.write(printable(message))
            raise SystemExit(2) from error
        text = fitted_as_json(fit(sorted_ratings(rows), day=day))
        if options["out"] is None:
            self.stdout.write(text)
            return
        try:
            write_whole(options["out"], text + "\n")
        except OSError as error:
            raise CommandError(f"{options['out']}: {error.strerror}", returncode=1) from error

    def _until(self, rows: Rows, day: float) -> Rows:
        kept = rows.until(day)
        if not len(kept.rating):
            raise RatingsError("all ratings are after --now")
        later = len(rows.rating) - len(kept.rating)
        if later:
            self.stderr.write(f"{later} ratings after --now, passed over")
        return kept


def _instant(text: str) -> datetime:
    try:
        return instant(text)
    except (ValueError, OverflowError) as error:
        raise ArgumentTypeError(f"{text}: not an instant in ISO 8601") from error


@contextmanager
def _opened(name: str) -> Iterator[TextIO]:
    """The file's text; a mark at its beginning that says UTF-8 does not count."""
    try:
        if name == "-":
            sys.stdin.reconfigure(encoding="utf-8-sig", newline="")  # type: ignore[union-attr]
            yield sys.stdin
            return
        path = Path(name)
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise RatingsError(f"{name}: longer than {MOST_BYTES // 1024**2} MB")
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except OSError as error:
        raise RatingsError(f"{name}: {error.strerror}") from error
