"""The mail that a development site keeps instead of sending: read from the files it wrote."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from pathlib import Path

SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each message
NEWEST = 300  # files; an address of an older message no longer answers


@dataclass(frozen=True)
class KeptMail:
    """One message. `name` (a file and a number in it) is its address in the mailbox."""

    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "(no subject)")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "")

    @property
    def sent_at(self) -> datetime:
        """The Date header in UTC; 1970 when it says nothing that can be read."""
        try:
            return parsedate_to_datetime(str(self.message["Date"])).astimezone(UTC)
        except (TypeError, ValueError):
            return datetime.fromtimestamp(0, tz=UTC)

    @property
    def text(self) -> str:
        part = self.message.get_body(preferencelist=("plain",))
        return _content(part) if part is not None else ""

    @property
    def enclosures(self) -> list[tuple[str, str]]:
        """Name (or type) and text of every other part that is text but not HTML: invitations."""
        body = self.message.get_body(preferencelist=("plain",))
        return [
            (part.get_filename() or part.get_content_type(), _content(part))
            for part in self.message.walk()
            if part is not body
            and part.get_content_maintype() == "text"
            and part.get_content_subtype() != "html"
        ]


def _content(part: MIMEPart) -> str:
    """Text of a part; bytes that do not fit its charset become U+FFFD."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return payload.decode("utf-8", errors="replace")


def kept_mails(folder: Path) -> list[KeptMail]:
    """Everything in the newest files of `folder`, newest first."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime)[-NEWEST:]
    mails = [
        KeptMail(f"{file.stem}.{number}", message_from_bytes(part, policy=policy.default))
        for file in files
        for number, part in enumerate(file.read_bytes().split(SEPARATOR))
        if part.strip()
    ]
    # By the header's second, and within one as they were written.
    mails.reverse()
    return sorted(mails, key=lambda mail: mail.sent_at, reverse=True)
