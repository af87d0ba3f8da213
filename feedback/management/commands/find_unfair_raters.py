from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from feedback.actions.flag_finding import find_unfair_raters


class Command(BaseCommand):
    help = "Look for ratings that may not be fair now, as each night (docs/unfair-raters.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        number = find_unfair_raters(now=timezone.now())
        self.stdout.write("1 flag is open." if number == 1 else f"{number} flags are open.")
