from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from feedback.actions.readiness import refit_readiness


class Command(BaseCommand):
    help = "Estimate everybody's readiness anew now, as each night (docs/readiness-model.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        row = refit_readiness(now=timezone.now())
        if row is None:
            self.stdout.write("Nothing stored: no form counts yet, or a later run was faster.")
            return
        self.stdout.write(
            f"{row.version}: {row.forms} forms ({row.ratings} ratings) by {row.interviewers} "
            f"interviewers on {row.people} people."
        )
