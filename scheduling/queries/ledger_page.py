"""The reader's own ledger, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from feedback.queries.ledger import RECENT, Ledger, Totals, ledgers_of
from interviews.models import Kind


@dataclass(frozen=True)
class Bar:
    """A row of the picture: its width in per cent of the longest."""

    label: str
    text: str
    width: str


@dataclass(frozen=True)
class Part:
    """All time, or the last 30 days: a row for each kind, and the sums."""

    title: str
    rows: list[tuple[str, Totals]]
    total: Totals

    @property
    def bars(self) -> list[Bar]:
        sides = [("Given", self.total.given), ("Received", self.total.received)]
        longest = max(1, *(tally.minutes for _, tally in sides))
        return [
            Bar(label=label, text=tally.text, width=f"{100 * tally.minutes / longest:.1f}%")
            for label, tally in sides
        ]


@dataclass(frozen=True)
class LedgerPage:
    parts: list[Part]
    is_empty: bool
    volunteered: str  # hours in words; "" if none


def ledger_page(user: User, *, now: datetime) -> LedgerPage:
    """Two queries."""
    ledger: Ledger = ledgers_of([user.pk], now=now)[user.pk]
    volunteered = ledger.total.volunteered
    return LedgerPage(
        parts=[
            _part(f"The last {RECENT.days} days", ledger.recent, ledger.recent_total),
            _part("Ever", ledger.ever, ledger.total),
        ],
        is_empty=not ledger.ever,
        volunteered=volunteered.text if volunteered.number else "",
    )


def _part(title: str, book: dict[str, Totals], total: Totals) -> Part:
    rows = [(Kind(kind).label, totals) for kind, totals in book.items()]
    return Part(title=title, rows=rows, total=total)
