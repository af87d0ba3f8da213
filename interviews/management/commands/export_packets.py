import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.queries.exports import files_of_version, published_versions


class Command(BaseCommand):
    help = (
        "Write the published packets into FOLDER as a catalogue holds them: "
        "packets/<kind>/<slug>.md, or a folder for a packet with material."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--over",
            action="store_true",
            help="write over packets that are in FOLDER already; others there stay",
        )

    def handle(self, *args: Any, folder: Path, over: bool, **options: Any) -> None:
        if (folder / "packets").exists() and not over:
            raise CommandError(
                f"{folder / 'packets'} is there already. With --over its packets are replaced."
            )
        number = 0
        for version in published_versions():
            files = files_of_version(version)
            own = folder / "packets" / version.packet.kind / version.packet.slug
            if own.is_dir() and not own.is_symlink():
                shutil.rmtree(own)  # also files that the version no longer has
            for path, text in files.items():
                _write(folder, path, text)
            number += 1
        self.stdout.write(f"{number} packets written to {folder / 'packets'}.")


def _write(folder: Path, path: str, text: str) -> None:
    place = folder / path
    if not place.parent.resolve().is_relative_to(folder.resolve()) or place.is_symlink():
        raise CommandError(f"{place} leads out of {folder}; it was not written.")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text.encode())  # bytes: the line ends stay as they are
