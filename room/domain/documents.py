"""What two people write together: which documents a session has, what they are called, limits."""

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pycrdt import Doc, Map, Text

from room.domain import notes

EDITOR, BOARD, NOTES = "editor", "board", "notes"
OF_A_LEG = (EDITOR, BOARD)  # the notes are the whole session's

MAX_UPDATE_BYTES = 64 * 1024
MAX_DOCUMENT_BYTES = 2 * 1024 * 1024
MAX_LOG_BYTES = 32 * 1024 * 1024  # of all that was ever written into one document
COMPACT_AT_UPDATES = 200

_KEY = re.compile(r"([0-9a-f]{32})-(?:(editor|board)-([1-9])|(notes))", re.ASCII)


@dataclass(frozen=True)
class DocumentKey:
    """A document's name in addresses: its session's id, its kind, and the leg it belongs to."""

    session: UUID
    kind: str
    leg_number: int | None  # None exactly for the notes

    def __str__(self) -> str:
        leg = "" if self.leg_number is None else f"-{self.leg_number}"
        return f"{self.session.hex}-{self.kind}{leg}"


def parse_key(text: str) -> DocumentKey | None:
    """The document that `text` names; None if it is no such name. Each has exactly one."""
    found = _KEY.fullmatch(text)
    if found is None:
        return None
    session, of_leg, number, notes = found.groups()
    return DocumentKey(UUID(session), of_leg or notes, int(number) if number else None)


def content_of(update: bytes, *, kind: str) -> Any:
    """What stands in a document: a text, or for the board its shapes by their names (JSON)."""
    document: Doc = Doc()
    try:
        notes.apply(document, update)
    except notes.BadUpdate:
        return "This document is damaged and cannot be read."
    if kind != BOARD:
        return str(document.get(kind, type=Text))
    # What a client of somebody's own has put there must not spoil their partner's export.
    try:
        return json.loads(json.dumps(document.get("shapes", type=Map).to_py(), default=str))
    except RecursionError:
        return "Too deeply nested to be written down."
