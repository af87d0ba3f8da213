"""Everybody's own data: what an export holds, and what an erasure removes.

Each app with rows about people has a `privacy.py`, which registers here what it holds; the
modules are imported when the site starts. Below every other app, so that all can add to it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from accounts.models import User
from accounts.queries.mail_choices import own_mail_choices
from accounts.queries.own_data import own_account, own_deeds, own_profile

Exporter = Callable[[User], Any]


class Eraser(Protocol):
    def __call__(self, user: User, *, now: datetime) -> None: ...


class Warner(Protocol):
    def __call__(self, user: User, *, now: datetime) -> list[str]: ...


_exporters: dict[str, Exporter] = {}
_erasers: dict[str, Eraser] = {}
_warners: dict[str, Warner] = {}


def register_export(section: str, exporter: Exporter) -> None:
    """Add a section to the export: `exporter(user)` returns JSON-able rows of that person.

    Only what is theirs: never another person's address, words that are not yet released, or a
    secret that signs in.
    """
    _exporters[section] = exporter


def register_erasure(name: str, eraser: Eraser) -> None:
    """Have `eraser(user, now=…)` called, in the transaction that erases the account."""
    _erasers[name] = eraser


def register_warning(name: str, warner: Warner) -> None:
    """Have `warner(user, now=…)` say, before an erasure, what it means for other people."""
    _warners[name] = warner


def warnings_of(user: User, *, now: datetime) -> list[str]:
    """Sentences for the person who is about to erase their account."""
    return [text for _, warner in sorted(_warners.items()) for text in warner(user, now=now)]


def export_of(user: User) -> dict[str, Any]:
    """Every section of the person's export by name."""
    return {section: exporter(user) for section, exporter in sorted(_exporters.items())}


def run_erasers(user: User, *, now: datetime) -> None:
    for _, eraser in sorted(_erasers.items()):
        eraser(user, now=now)


register_export("account", own_account)
register_export("profile", own_profile)
register_export("actions", own_deeds)
register_export("mail", own_mail_choices)
