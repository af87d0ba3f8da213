"""A running site of its own (the embedded defaults), real Chromium, and the mail it sends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SEPARATOR = b"\n" + b"-" * 79 + b"\n"


@dataclass
class Site:
    """The running site: its address, its folder, and its command line."""

    url: str
    var_dir: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def mails(self) -> list[EmailMessage]:
        """Every message that was really written out, oldest first, parsed from its bytes."""
        parts = [
            part
            for file in sorted(self.var_dir.glob("mail/*"), key=lambda file: file.stat().st_mtime)
            for part in file.read_bytes().split(SEPARATOR)
            if part.strip()
        ]
        return [message_from_bytes(part, policy=policy.default) for part in parts]  # type: ignore[misc]

    def wait_for_mail(self, *, to: str, subject: str) -> EmailMessage:
        """The newest message to `to` whose subject contains `subject`; at most 20 s."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = [
                mail for mail in self.mails() if mail["To"] == to and subject in mail["Subject"]
            ]
            if found:
                return found[-1]
            time.sleep(0.2)
        seen = [(mail["To"], mail["Subject"]) for mail in self.mails()]
        raise AssertionError(f"No mail to {to} about {subject!r}; there is {seen}")

    def start(self) -> None:
        with (self.var_dir / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()  # noqa: S310
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise AssertionError((self.var_dir / "server.log").read_text()[-4000:])

    def stop(self, *, how: signal.Signals = signal.SIGTERM) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(timeout=30)


def body_text(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return part.get_content()


def first_link(mail: EmailMessage, containing: str) -> str:
    links = re.findall(r"https?://\S+", body_text(mail))
    return next(link.rstrip(".,)") for link in links if containing in link)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    var_dir = tmp_path_factory.mktemp("site")
    port = _free_port()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PREP_")
        and name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment = {
        **kept,
        "PREP_ENVIRONMENT": "development",
        "PREP_VAR_DIR": str(var_dir),
        "PREP_SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }
    running = Site(f"http://127.0.0.1:{port}", var_dir, environment)
    running.manage("migrate", "-v0")
    running.manage("load_catalogue")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("PREP_TEST_CHROMIUM", "/usr/bin/chromium"),
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`new_page(timezone="Asia/Tokyo")`: a browser of its own, which fails on script errors."""
    contexts = []
    problems: list[str] = []

    def open_browser(
        *,
        timezone: str = "Europe/Berlin",
        width: int = 1280,
        dark: bool = False,
        **options: Any,
    ) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            timezone_id=timezone,
            locale="en-GB",
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                problems.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert problems == []
