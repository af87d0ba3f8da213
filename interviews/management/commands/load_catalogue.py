from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.actions.catalogue import CannotLoadCatalogue, load_catalogue
from interviews.domain.catalogue_check import read_catalogue

CATALOGUE_DIR = Path(__file__).resolve().parents[2] / "catalogue"
MAX_BYTES = 2_000_000


class Command(BaseCommand):
    help = "Read the catalogue's files into the database. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=CATALOGUE_DIR)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        try:
            counts = load_catalogue(read_catalogue(_texts(folder)))
        except CannotLoadCatalogue as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from None
        self.stdout.write(
            "Catalogue loaded: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + "."
        )


def _texts(folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder).as_posix()
        if path.stat().st_size > MAX_BYTES:
            raise CommandError(f"Nothing was loaded.\n{name}:1: is larger than 2 MB")
        try:
            texts[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise CommandError(f"Nothing was loaded.\n{name}:{line}: is not UTF-8") from None
    return texts
