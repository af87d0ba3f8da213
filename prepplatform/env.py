"""Every environment variable the site reads. docs/operations.md lists them; a test compares.

Nothing else in the project reads `os.environ`. An unreadable value stops the start with a
sentence that names the variable.
"""

import os
import re
import secrets
import shlex
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from scheduling.fetching.addresses import CannotFetch, allowed_places, parse_address
from scheduling.fetching.mailbox import mailbox_of

# Before anything loads numpy: matrices here are small, and the threads of a matrix library wait
# for each other longer than they compute. Several processes use several cores.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _flag(name: str, *, default: bool) -> bool:
    value = _text(name).lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if not value else value in {"1", "true", "yes", "on"}
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def _number(name: str, *, default: int, least: int, most: int) -> int:
    value = _text(name) or str(default)
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(
        f"{name} must be a whole number from {least} to {most}, not {value!r}."
    )


def _address(name: str, default: str) -> str:
    value = _text(name, default).rstrip("/")
    try:
        parse_address(value)
    except CannotFetch:
        raise ImproperlyConfigured(f"{name} must be an address such as {default}.") from None
    return value


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in _text(name, default).split(",") if word.strip()]


ENVIRONMENT = _text("PREP_ENVIRONMENT", "production")
if ENVIRONMENT not in {"production", "development"}:
    raise ImproperlyConfigured(
        f"PREP_ENVIRONMENT must be production or development, not {ENVIRONMENT!r}."
    )
IS_PRODUCTION = ENVIRONMENT == "production"
DEBUG = _flag("PREP_DEBUG", default=False)
VAR_DIR = Path(_text("PREP_VAR_DIR", str(BASE_DIR / "var")))


def _kept_secret_key() -> str:
    """The development key: made on the first run, then kept in var/secret_key."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            os.link(new, path)  # two first starts at once agree on one key
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _text("PREP_SECRET_KEY")
if not SECRET_KEY:
    if IS_PRODUCTION:
        raise ImproperlyConfigured(
            "PREP_SECRET_KEY is missing. Production never runs on a made-up key: set it to 50 or"
            " more random characters."
        )
    SECRET_KEY = _kept_secret_key()

# Keys of before: what they have written is still read, nothing new is written with them.
SECRET_KEY_FALLBACKS = _words("PREP_SECRET_KEY_FALLBACKS")

HOST = _text("PREP_HOST", "127.0.0.1")  # not HOST: some shells export that
PORT = _number("PORT", default=8000, least=1, most=65535)
SITE_URL = _text("PREP_SITE_URL", "" if IS_PRODUCTION else f"http://127.0.0.1:{PORT}").rstrip("/")
if not SITE_URL:
    raise ImproperlyConfigured(
        "PREP_SITE_URL is missing: the address people open, such as https://prep.example.org."
    )
ALLOWED_HOSTS = _words(
    "PREP_ALLOWED_HOSTS",
    (urlsplit(SITE_URL).hostname or "") if IS_PRODUCTION else "localhost,127.0.0.1,[::1]",
)
HTTPS = _flag("PREP_HTTPS", default=IS_PRODUCTION)
TRUSTED_PROXIES = _number("PREP_TRUSTED_PROXIES", default=0, least=0, most=10)

DATABASE_URL = _text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'site.sqlite3'}")
REDIS_URL = _text("REDIS_URL")
JOB_THREADS = _number("PREP_JOB_THREADS", default=2, least=1, most=32)
KEEP_DOCUMENTS_DAYS = _number("PREP_KEEP_DOCUMENTS_DAYS", default=1095, least=2, most=36500)

EMAIL_HOST = _text("PREP_EMAIL_HOST")
EMAIL_PORT = _number("PREP_EMAIL_PORT", default=587, least=1, most=65535)
EMAIL_USER = _text("PREP_EMAIL_USER")
EMAIL_PASSWORD = _text("PREP_EMAIL_PASSWORD")
EMAIL_TLS = _text("PREP_EMAIL_TLS", "starttls")
if EMAIL_TLS not in {"starttls", "ssl", "none"}:
    raise ImproperlyConfigured("PREP_EMAIL_TLS must be starttls, ssl or none.")
EMAIL_FROM = _text("PREP_EMAIL_FROM", "Rehearse <sessions@localhost>")

if len(parseaddr(EMAIL_FROM)[1].rpartition("@")[0]) > 37:
    raise ImproperlyConfigured(
        "PREP_EMAIL_FROM is too long: before the @ it may have 37 characters, for invitations add"
        " 27 to it, and mail allows 64."
    )
INBOUND_SECRET = _text("PREP_INBOUND_SECRET")
if INBOUND_SECRET and len(INBOUND_SECRET) < 32:
    raise ImproperlyConfigured("PREP_INBOUND_SECRET must have 32 or more random characters.")
IMAP_URL = _text("PREP_IMAP_URL")
try:
    mailbox_of(IMAP_URL)
except ValueError as error:
    raise ImproperlyConfigured(
        f"PREP_IMAP_URL must be like imaps://user:password@mail.example.org/INBOX: {error}."
    ) from None

try:
    PACKET_RUNNER = tuple(shlex.split(_text("PREP_PACKET_RUNNER")))
except ValueError as error:
    raise ImproperlyConfigured(f"PREP_PACKET_RUNNER is no command line: {error}.") from None
FETCH_ALLOW = _words("PREP_FETCH_ALLOW")
try:
    allowed_places(FETCH_ALLOW)
except ValueError as error:
    raise ImproperlyConfigured(
        f"PREP_FETCH_ALLOW must be networks such as 10.1.2.0/24 or 127.0.0.1:5232: {error}"
    ) from None

LOG_LEVEL = _text("PREP_LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured("PREP_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")

SOCIAL_KEYS = {
    provider: (_text(f"PREP_{provider.upper()}_ID"), _text(f"PREP_{provider.upper()}_SECRET"))
    for provider in ("google", "microsoft", "github", "linkedin")
}
GOOGLE_CALENDAR_URL = _address("PREP_GOOGLE_CALENDAR_URL", "https://www.googleapis.com/calendar/v3")
GOOGLE_TOKEN_URL = _address("PREP_GOOGLE_TOKEN_URL", "https://oauth2.googleapis.com/token")
GOOGLE_REVOKE_URL = _address("PREP_GOOGLE_REVOKE_URL", "https://oauth2.googleapis.com/revoke")
MICROSOFT_GRAPH_URL = _address("PREP_MICROSOFT_GRAPH_URL", "https://graph.microsoft.com")
MICROSOFT_LOGIN_URL = _address("PREP_MICROSOFT_LOGIN_URL", "https://login.microsoftonline.com")
MICROSOFT_TENANT = _text("PREP_MICROSOFT_TENANT", "common")
if not re.fullmatch(r"[A-Za-z0-9.-]+", MICROSOFT_TENANT):
    raise ImproperlyConfigured("PREP_MICROSOFT_TENANT must be a tenant's id or domain, or common.")
