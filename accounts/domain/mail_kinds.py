"""The mail that people can do without. What is not in this list is always sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailKind:
    """`name` is stored and signed into links: it never changes. The rest is for people."""

    name: str
    label: str
    help_text: str


MAIL_KINDS = (
    MailKind(
        "reminder_day",
        "A day before a session",
        "Asks whether you will come. Without it, confirm on the session’s page.",
    ),
    MailKind(
        "reminder_hours",
        "Two hours before a session",
        "Says whether your partner has confirmed, and asks you if you have not.",
    ),
    MailKind("reminder_join", "Ten minutes before a session", "With the link to the room."),
    MailKind(
        "proposals",
        "Proposals of new sessions, and the answers",
        "Without it you find them on the page of proposals only. Proposals run out.",
    ),
    MailKind(
        "feedback_reminder",
        "Feedback that you owe",
        "One, twelve and 24 hours after a session, until it is in.",
    ),
    MailKind(
        "feedback_released", "Feedback about you", "When you can read what your partner wrote."
    ),
    MailKind(
        "interviewing_note",
        "Once a month, about your interviewing",
        "Your hours, what came of them and a private tip, after a month in which you interviewed.",
    ),
    MailKind(
        "review_disputes",
        "Feedback that people you coach dispute",
        "For coaches, at most one a day. Without it you find them under “Disputed feedback”.",
    ),
)
KIND_BY_NAME = {kind.name: kind for kind in MAIL_KINDS}
