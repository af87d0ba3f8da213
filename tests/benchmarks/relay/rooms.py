"""Fill a new database: sessions that have just begun, one line of JSON for each.

    python -m tests.benchmarks.relay.rooms 100

Run by the benchmark and the chaos in a process of its own, with the environment of their site.
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from tests.factories import SessionFactory  # noqa: E402
from tests.room.relay.clients import cookie_of, editor_key  # noqa: E402


def signed_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return cookie_of(client)


def main() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    for _ in range(int(sys.argv[1])):
        session = SessionFactory(starts_at=timezone.now() - timedelta(minutes=1))
        leg = session.legs.get(number=1)
        cookies = [signed_in(user) for user in (leg.interviewer, leg.candidate)]
        print(json.dumps({"key": editor_key(session), "cookies": cookies}))


if __name__ == "__main__":
    main()
