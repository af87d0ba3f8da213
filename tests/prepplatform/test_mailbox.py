from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.mail import EmailMultiAlternatives

pytestmark = pytest.mark.django_db

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def send(settings):
    """Really write the message, as the site does."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    def write(subject: str, *, to: str, at: datetime | None = None, body: str = "Words.") -> None:
        headers = {"Date": at.strftime("%a, %d %b %Y %H:%M:%S +0000")} if at else {}
        message = EmailMultiAlternatives(subject, body, to=[to], headers=headers)
        message.attach_alternative("<p>HTML <script>alert(1)</script></p>", "text/html")
        message.attach("invite.ics", ICS, "text/calendar")
        message.send()

    return write


def _titles(response) -> list[str]:
    return [mail.subject for mail in response.context["page"]]


def test_mailbox_lists_newest_first_and_by_recipient(client, send) -> None:
    send("Old", to="ana@example.org", at=datetime(2026, 1, 1, tzinfo=UTC))
    send("New – with a dash", to="ben@example.org", at=datetime(2026, 3, 1, tzinfo=UTC))
    send("Middle", to="ana@example.org", at=datetime(2026, 2, 1, tzinfo=UTC))
    assert _titles(client.get("/dev/mail/")) == ["New – with a dash", "Middle", "Old"]
    assert _titles(client.get("/dev/mail/?to=ana@example.org")) == ["Middle", "Old"]


def test_message_shows_text_with_links_and_the_invitation(client, send) -> None:
    send("Hello", to="ana@example.org", body="See http://127.0.0.1:8000/sessions/ and <b>this</b>.")
    [mail] = client.get("/dev/mail/").context["page"]
    html = client.get(f"/dev/mail/{mail.name}/").content.decode()
    assert '<a href="http://127.0.0.1:8000/sessions/"' in html
    assert "&lt;b&gt;this&lt;/b&gt;" in html
    assert "invite.ics" in html
    assert "METHOD:REQUEST" in html
    assert "alert(1)" not in html


def test_empty_mailbox_says_so(client) -> None:
    assert "No mail yet" in client.get("/dev/mail/").content.decode()


@pytest.mark.parametrize("name", ["none.0", "..%2Fsecret_key", "%00"])
def test_message_that_is_not_there_is_a_404(client, send, name: str) -> None:
    send("Hello", to="ana@example.org")
    Path(site_settings.EMAIL_FILE_PATH).parent.joinpath("secret_key").write_text("key")
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_broken_file_in_the_mailbox_breaks_nothing(client, send) -> None:
    send("Hello", to="ana@example.org")
    folder = Path(site_settings.EMAIL_FILE_PATH)
    (folder / "broken.log").write_bytes(b"\xff\x00 no mail at all\nSubject: =?utf-8?q?=FF?=\n\n")
    assert client.get("/dev/mail/").status_code == 200
