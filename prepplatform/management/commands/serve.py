import textwrap
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from accounts.models import User
from prepplatform import env
from prepplatform.demo.people import read_script
from prepplatform.one_process import CannotServe, ServerLock, open_port, serve


class Command(BaseCommand):
    help = "Serve the whole site from one process: pages, sockets and jobs."
    requires_system_checks = ()  # the server must not start slower for what the tests check

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="migrate, load the catalogue and, in development, the demo first",
        )

    def handle(self, *args: Any, prepare: bool, **options: Any) -> None:
        lock = ServerLock(settings.VAR_DIR / "server.lock")
        try:
            lock.take(address=settings.SITE_URL)
            listener = open_port(env.HOST, env.PORT)
            if prepare:
                self._prepare()
        except CannotServe as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped before it began.", returncode=130) from None
        uses_celery = settings.JOBS_EXECUTOR == "celery"
        try:
            banner = _banner(uses_celery=uses_celery)
        except DatabaseError as error:
            raise CommandError(
                f"The database is not ready ({error}). `manage.py serve --prepare` makes it so."
            ) from None
        serve(
            listener,
            job_threads=0 if uses_celery else settings.JOB_THREADS,
            is_verbose=env.LOG_LEVEL == "DEBUG",
            say_ready=lambda: self._say(banner),
        )
        self._say("Stopped.")

    def _prepare(self) -> None:
        self._say("Preparing the database and the catalogue …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_catalogue", verbosity=0)
        if settings.IS_PRODUCTION:
            call_command("collectstatic", verbosity=0, interactive=False)
        elif not User.objects.exists():
            self._say("Making up a demo: a cohort with ten weeks of sessions …")
            call_command("load_demo", verbosity=0)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _banner(*, uses_celery: bool) -> str:
    lines = [f"{settings.SITE_NAME} runs at {settings.SITE_URL} (Ctrl-C stops it)"]
    if not settings.IS_PRODUCTION:
        lines += _demo_sign_ins()
        if not env.EMAIL_HOST:
            lines += ["", f"Mail is not sent but shown at {settings.SITE_URL}/dev/mail/"]
    if uses_celery:
        lines += ["", "REDIS_URL is set, so jobs wait for a worker and a beat. Run beside this:"]
        lines += ["  celery -A prepplatform worker", "  celery -A prepplatform beat"]
    return "\n" + textwrap.indent("\n".join(lines), "  ") + "\n"


def _demo_sign_ins() -> list[str]:
    """One address for each role of the demo, as far as they are on this site."""
    script = read_script()
    first_of_role: dict[str, str] = {}
    for traits in script["people"]:
        first_of_role.setdefault(traits["role"], traits["email"])
    first_of_role["editor"] = script["editors"][0]["email"]
    known = set(
        User.objects.filter(email__in=first_of_role.values()).values_list("email", flat=True)
    )
    names = {"member": "candidate"}
    lines = [
        f"  {names.get(role, role):<10} {email}"
        for role, email in first_of_role.items()
        if email in known
    ]
    return ["", f'Sign in with the password "{script["password"]}" as', *lines] if lines else []
