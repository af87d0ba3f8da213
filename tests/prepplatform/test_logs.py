import logging
import re

import pytest
from django.urls import reverse

from prepplatform.logs import RedactingFormatter, redact
from tests.prepplatform.addresses import every_pattern

SECRET = "Zm9vYmFy-secret_1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"GET /calendar/{SECRET}.ics 404", "GET /calendar/… 404"),
        (f"Not Found: /invitations/{SECRET}/", "Not Found: /invitations/…/"),
        (
            f'"GET https://prep.example.org/accounts/password/reset/key/1-{SECRET}/ HTTP/1.1"',
            '"GET https://prep.example.org/accounts/password/reset/key/…/ HTTP/1.1"',
        ),
        ("GET /partners/?minutes=60&next=/x 200", "GET /partners/?… 200"),
        ("GET /sessions/?a=1", "GET /sessions/?…"),
        ("Are there 3 sessions? No.", "Are there 3 sessions? No."),
        ("GET /sessions/ 200", "GET /sessions/ 200"),
    ],
)
def test_secret_parts_of_addresses_are_not_logged(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_every_address_with_a_secret_is_covered() -> None:
    """Whatever is called token, key or code in an address opens something to who knows it."""
    secret = re.compile(r"<(?:\w+:)?(token|key|code)>")
    names = {
        pattern.name or route: secret.findall(route)
        for route, pattern in every_pattern().items()
        if secret.search(route) and not route.startswith("admin/")
    }
    assert names == {
        "calendar_feed": ["token"],
        "cohort_invitation": ["token"],
        "join_cohort_by_code": ["code"],
        "mail_off": ["token"],
        "reconfirm_by_mail": ["token"],
        "answer_by_mail": ["token"],
        "shared_report": ["token"],
        "account_confirm_email": ["key"],
        "account_reset_password_from_key": ["key"],
    }
    for name, parts in names.items():
        more = {
            "account_reset_password_from_key": {"uidb36": "1"},
            "answer_by_mail": {"answer": "move"},
        }.get(name, {})
        path = reverse(name, kwargs=dict.fromkeys(parts, SECRET) | more)
        assert SECRET in path
        assert SECRET not in redact(f"GET {path} 200")


def test_traceback_and_arguments_are_redacted_too() -> None:
    try:
        raise ValueError(f"/calendar/{SECRET}.ics")
    except ValueError as error:
        record = logging.LogRecord(
            *("x", logging.ERROR, __file__, 1, "%s", (f"/calendar/{SECRET}.ics",)),
            exc_info=(ValueError, error, error.__traceback__),
        )
    line = RedactingFormatter("{message}", style="{").format(record)
    assert line.startswith("/calendar/…\nTraceback")
    assert SECRET not in line
