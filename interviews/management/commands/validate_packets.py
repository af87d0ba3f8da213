from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.bank.files import CATALOGUE_DIR
from interviews.bank.validation import NoCatalogue, Report, validate_packets


class Command(BaseCommand):
    help = (
        "Check packets: structure, minutes, anchors, reading level, links, near-duplicates, "
        "coverage, and what their code does when it is run. Exits 1 if anything is wrong."
    )
    requires_system_checks = ()  # it reads files, and no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, default=CATALOGUE_DIR, help="A packet, a folder or all."
        )
        parser.add_argument(
            "--complete", action="store_true", help="What the bank still lacks is an error too."
        )

    def handle(self, *args: Any, path: Path, complete: bool, **options: Any) -> None:
        if not path.exists():
            raise CommandError(f"{path} does not exist.")
        try:
            report = validate_packets(path, complete=complete)
        except NoCatalogue as error:
            raise CommandError(str(error)) from None
        if report.packets == 0 and not report.problems:
            raise CommandError(f"{path} holds no packet.")
        self._write(report, is_whole=path.resolve() == CATALOGUE_DIR)
        if report.problems:
            self.stderr.write(f"{len(report.problems)} problems.")
            raise SystemExit(1)

    def _write(self, report: Report, *, is_whole: bool) -> None:
        if is_whole:
            for goal in report.goals:
                lacks = f", {goal.missing} missing" if goal.missing else ""
                self.stdout.write(f"{goal.what}: {goal.found} of {goal.least}{lacks}")
        for problem in report.problems:
            self.stdout.write(str(problem))
        self.stdout.write(f"{report.packets} packets read, {report.variants} files of code run.")
