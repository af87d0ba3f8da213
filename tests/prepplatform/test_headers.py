"""What a browser is told besides the page."""

import re
from pathlib import Path

import pytest

from tests.prepplatform.test_settings import PRODUCTION, run

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

PRODUCTION_PAGE = """
import django; django.setup()
from django.test import Client
plain = Client().get("/accounts/login/", headers={"host": "prep.example.org"})
print("plain", plain.status_code, plain["Location"])
page = Client().get("/accounts/login/", headers={"host": "prep.example.org"}, secure=True)
for name, value in page.headers.items():
    print(name + ":", value)
for cookie in page.cookies.values():
    print(cookie.output())
probe = Client().get("/healthz", headers={"host": "prep.example.org"})
print("probe", probe.status_code)
print("development", Client().get("/dev/mail/", headers={"host": "prep.example.org"},
    secure=True).status_code)
print("forged", Client().get("/accounts/login/", headers={"host": "evil.example"},
    secure=True).status_code)
"""


def _directives(header: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/loops/", "/no-such-page/"])
def test_every_page_forbids_inline_script_style_and_frames(client, path: str) -> None:
    response = client.get(path)
    assert _directives(response["Content-Security-Policy"]) == CSP
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    html = response.content.decode()
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html)
    assert [tag for tag in scripts if 'type="application/json"' not in tag] == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a site with production settings answers (on SQLite, to need no server)."""
    folder: Path = tmp_path_factory.mktemp("production")
    settings = PRODUCTION | {
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "REDIS_URL": "",
        "PREP_VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.prepplatform.production_settings",
        "TEST_STATIC_ROOT": str(folder / "static"),
    }
    for command in (["migrate"], ["collectstatic", "--noinput"]):
        done = run("manage.py", *command, "-v0", **settings)
        assert done.returncode == 0, done.stderr
    done = run("-c", PRODUCTION_PAGE, **settings)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_production_insists_on_https_for_a_year(production: str) -> None:
    assert "plain 301 https://prep.example.org/accounts/login/" in production
    assert "Strict-Transport-Security: max-age=31536000; includeSubDomains; preload" in production


def test_production_cookies_are_bound_to_the_host(production: str) -> None:
    cookies = re.findall(r"^Set-Cookie: (\S+?)=.*$", production, flags=re.MULTILINE)
    assert cookies == ["__Host-csrftoken"]
    line = next(line for line in production.splitlines() if line.startswith("Set-Cookie"))
    assert "Secure" in line
    assert "Path=/" in line
    assert "Domain" not in line


def test_production_has_no_development_pages(production: str) -> None:
    assert "development 404" in production


def test_production_refuses_a_forged_host(production: str) -> None:
    assert "forged 400" in production


def test_probes_reach_production_without_tls(production: str) -> None:
    assert "probe 200" in production
