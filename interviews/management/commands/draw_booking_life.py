from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from interviews.domain.booking_drawing import drawn


class Command(BaseCommand):
    help = "Draw docs/booking-life.md anew from the table of a booking's life."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "booking-life.md"
        path.write_text(drawn(path.read_text()))
        self.stdout.write(f"Drawn: {path}")
