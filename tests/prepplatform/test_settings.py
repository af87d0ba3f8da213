"""The site's settings, read in processes of their own as the servers read them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from prepplatform.one_process import SOCKET_LIMITS
from tests.processes import ROOT

PRODUCTION = {
    "PREP_ENVIRONMENT": "production",
    "PREP_SECRET_KEY": "production-" + "k7" * 30,
    "PREP_SITE_URL": "https://prep.example.org",
    "PREP_ALLOWED_HOSTS": "prep.example.org",
    "PREP_EMAIL_HOST": "mail.example.org",
    "DATABASE_URL": "postgres://prep@127.0.0.1/prep?sslmode=disable",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
OURS = re.compile(r"^(PREP_|DATABASE_URL|REDIS_URL|PORT$|DJANGO_SETTINGS_MODULE)")


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run with these settings and none of this process'."""
    kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def value_of(setting: str, **environment: str) -> str:
    code = f"from prepplatform import settings; print(settings.{setting})"
    done = run("-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_check_deploy_says_nothing_about_production_settings() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


def test_starting_production_without_a_mail_server_is_said_in_the_log() -> None:
    load = ("-c", "import prepplatform.asgi")
    words = "PREP_EMAIL_HOST is not set: mail is kept in files"
    assert words in run(*load, **PRODUCTION | {"PREP_EMAIL_HOST": ""}).stderr
    assert words not in run(*load, **PRODUCTION).stderr


def test_production_answers_to_the_host_of_its_address_alone() -> None:
    environment = PRODUCTION | {"PREP_ALLOWED_HOSTS": ""}
    assert value_of("ALLOWED_HOSTS", **environment) == "['prep.example.org']"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("PREP_SECRET_KEY", "PREP_SECRET_KEY is missing."),
        ("PREP_SITE_URL", "PREP_SITE_URL is missing"),
    ],
)
def test_production_does_not_start_without(missing: str, words: str) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = run("manage.py", "check", **environment)
    assert done.returncode != 0
    assert words in done.stderr


def test_servers_take_production_when_nothing_is_said() -> None:
    done = run("-c", "import prepplatform.asgi")
    assert done.returncode != 0
    assert "Production never runs on a made-up key" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PREP_ENVIRONMENT", "staging", "must be production or development, not 'staging'"),
        ("PREP_DEBUG", "maybe", "PREP_DEBUG must be true or false, not 'maybe'"),
        ("PORT", "80a", "PORT must be a whole number from 1 to 65535, not '80a'"),
        ("PORT", "70000", "PORT must be a whole number from 1 to 65535, not '70000'"),
        ("PREP_JOB_THREADS", "0", "PREP_JOB_THREADS must be a whole number from 1 to 32"),
        ("PREP_EMAIL_TLS", "tls", "PREP_EMAIL_TLS must be starttls, ssl or none."),
        ("PREP_PACKET_RUNNER", "bwrap '--", "PREP_PACKET_RUNNER is no command line: No closing"),
        ("PREP_EMAIL_FROM", f"{'a' * 38}@example.org", "PREP_EMAIL_FROM is too long"),
        ("PREP_INBOUND_SECRET", "short", "PREP_INBOUND_SECRET must have 32 or more"),
        ("PREP_IMAP_URL", "imaps://mail.example.org", "it names a user and a password"),
        ("PREP_GOOGLE_TOKEN_URL", "tokens", "must be an address such as https://oauth2.google"),
        ("PREP_MICROSOFT_TENANT", "a/b", "PREP_MICROSOFT_TENANT must be a tenant's id or domain"),
        ("PREP_LOG_LEVEL", "loud", "PREP_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
    ],
)
def test_unreadable_value_stops_the_start_with_its_name(name: str, value: str, words: str) -> None:
    done = run("manage.py", "check", **PRODUCTION | {name: value})
    assert done.returncode != 0
    assert words in done.stderr


def test_development_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    here = {"PREP_ENVIRONMENT": "development", "PREP_VAR_DIR": str(tmp_path / "var")}
    first = value_of("SECRET_KEY", **here)
    assert value_of("SECRET_KEY", **here) == first
    assert len(first) >= 50
    kept = tmp_path / "var" / "secret_key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


def test_options_of_the_database_address_are_kept() -> None:
    options = value_of("DATABASES['default']['OPTIONS']['sslmode']", **PRODUCTION)
    assert options == "disable"


def test_every_environment_variable_is_in_the_table_of_the_documentation() -> None:
    code = (ROOT / "prepplatform" / "env.py").read_text()
    read = set(re.findall(r'_(?:text|flag|number|words|address)\(\s*"([A-Z_]+)"', code))
    for provider in ("GOOGLE", "MICROSOFT", "GITHUB", "LINKEDIN"):
        read |= {f"PREP_{provider}_ID", f"PREP_{provider}_SECRET"}
    text = (ROOT / "docs" / "operations.md").read_text()
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", text, flags=re.MULTILINE))
    assert told == read


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "adr" / "0004-dependencies.md").read_text().lower()
    names = [
        re.split(r"[\[<>=]", line)[0].strip()
        for file in ("requirements.in", "requirements-dev.in")
        for line in (ROOT / file).read_text().splitlines()
        if line and not line.startswith(("#", "-"))
    ]
    assert len(names) > 30
    assert [name for name in names if name.lower() not in reasons] == []


def test_nothing_but_env_reads_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for app in ROOT.glob("*/__init__.py")
        if app.parent.name != "tests"
        for path in app.parent.rglob("*.py")
        # the material of questions is shown and tried out, and never part of the site
        if "catalogue/packets" not in path.as_posix()
        if re.search(r"os\.environ\b(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")", path.read_text())
    ]
    assert readers == ["prepplatform/env.py"]


def test_procfile_limits_sockets_as_the_one_process_does() -> None:
    web = (ROOT / "Procfile").read_text()
    assert SOCKET_LIMITS == {
        "ws_ping_interval": 20.0,
        "ws_ping_timeout": 20.0,
        "ws_max_size": 65536,
    }
    assert "--ws-ping-interval 20 --ws-ping-timeout 20" in web
    assert "--ws-max-size 65536" in web
