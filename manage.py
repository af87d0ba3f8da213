#!/usr/bin/env python
"""Django's command-line tool, for people at a keyboard.

Where nothing is configured at all (no PREP_ENVIRONMENT, no PREP_SECRET_KEY) it works on
the development site in var/; the servers (asgi.py, celery.py) never assume that.
"""

import os
import sys


def main() -> None:
    if "PREP_SECRET_KEY" not in os.environ:
        os.environ.setdefault("PREP_ENVIRONMENT", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prepplatform.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
