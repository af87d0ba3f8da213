from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.actions.catalogue import CannotLoadCatalogue, load_catalogue
from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.catalogue_check import read_catalogue


class Command(BaseCommand):
    help = "Read the catalogue's files into the database. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=CATALOGUE_DIR)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        files = read_files(folder)
        catalogue = read_catalogue(files.texts)
        catalogue.problems = files.problems + catalogue.problems
        try:
            counts = load_catalogue(catalogue)
        except CannotLoadCatalogue as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from None
        self.stdout.write(
            "Catalogue loaded: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + "."
        )
