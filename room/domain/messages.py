"""What a socket may say: JSON objects, checked before anything is done with them."""

import binascii
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MAX_FRAME_BYTES = 64 * 1024
ROOM_COMMANDS = ("start", "next", "extend", "end", "undo_end", "release")
TYPES = ("hello", "ping", "seen", "note", *ROOM_COMMANDS)
RELEASABLE = ("hint", "clarification")


class BadMessage(Exception):
    """The message cannot be understood; the text says why in words."""


@dataclass(frozen=True)
class Command:
    """A message that was understood. Which fields count depends on `type`."""

    type: str
    revision: int = 0  # of the room as the sender saw it
    item: str = ""  # release: "hint" or "clarification"
    index: int = 0  # release: position in the packet's list
    update: bytes = b""  # note: a Yjs update
    state: bytes | None = None  # hello: the Yjs state vector of what the sender has
    number: int = 0  # ping, note: comes back in the answer


def parse_command(text: str) -> Command:
    """The command in `text`; raises BadMessage."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise BadMessage("That message is not JSON. Nothing was changed.") from None
    if not isinstance(message, dict):
        raise BadMessage("A message must be a JSON object with a type. Nothing was changed.")
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise BadMessage("The room does not know that kind of message. Nothing was changed.")
    reader = _READERS.get(kind)
    return reader(message) if reader else Command(kind)


def _whole(message: dict[str, Any], name: str, *, most: int = 2**53) -> int:
    value = message.get(name)
    if type(value) is not int or not 0 <= value <= most:  # True is an int, and means nothing here
        raise BadMessage(f"“{name}” must be a whole number. Nothing was changed.")
    return value


def _bytes(message: dict[str, Any], name: str) -> bytes:
    value = message.get(name)
    try:
        return b64decode(value if isinstance(value, str) else "?", validate=True)
    except (binascii.Error, ValueError):
        raise BadMessage(f"“{name}” must be base64. Nothing was changed.") from None


def _hello(message: dict[str, Any]) -> Command:
    state = _bytes(message, "state") if message.get("state") is not None else None
    return Command("hello", state=state)


def _ping(message: dict[str, Any]) -> Command:
    return Command("ping", number=_whole(message, "number"))


def _note(message: dict[str, Any]) -> Command:
    return Command("note", update=_bytes(message, "update"), number=_whole(message, "number"))


def _release(message: dict[str, Any]) -> Command:
    if message.get("item") not in RELEASABLE:
        raise BadMessage("Only a hint or a clarification can be shown. Nothing was changed.")
    return Command(
        "release",
        revision=_whole(message, "revision"),
        item=message["item"],
        index=_whole(message, "index", most=32_000),
    )


def _room_command(message: dict[str, Any]) -> Command:
    return Command(message["type"], revision=_whole(message, "revision"))


_READERS: dict[str, Callable[[dict[str, Any]], Command]] = {
    "hello": _hello,
    "ping": _ping,
    "note": _note,
    **dict.fromkeys(ROOM_COMMANDS, _room_command),
    "release": _release,
}
