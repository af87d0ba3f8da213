from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from prepplatform.demo.load import CannotLoadDemo, load_demo


class Command(BaseCommand):
    help = "Fill an empty development site with a cohort and ten weeks of sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing when there are people already"
        )

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if if_empty and User.objects.exists():
            return
        try:
            counts = load_demo(now=timezone.now())
        except CannotLoadDemo as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Demo loaded: {counts['people']} people, {counts['sessions']} sessions.")
