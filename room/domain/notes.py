"""The shared notes as a Yjs document: one text named "notes", kept as a log of updates."""

from collections.abc import Sequence

from pycrdt import Doc, Text, get_state, get_update, merge_updates

TEXT_NAME = "notes"
MAX_UPDATE_BYTES = 64 * 1024
MAX_DOCUMENT_BYTES = 1024 * 1024
COMPACT_AT_UPDATES = 200
EMPTY = b"\x00\x00"


class BadUpdate(Exception):
    """Not a Yjs update (or state vector): kept, it would poison every later merge."""


def checked_update(update: bytes) -> bytes:
    """`update` if it can be read; raises BadUpdate."""
    _check_claimed_count(update, least_bytes_each=3)
    try:
        get_state(update)
    except ValueError as error:
        raise BadUpdate from error
    return update


def checked_state(state: bytes) -> bytes:
    """`state` if it does not claim more than it holds; raises BadUpdate."""
    _check_claimed_count(state, least_bytes_each=2)
    return state


def _check_claimed_count(data: bytes, *, least_bytes_each: int) -> None:
    """Updates and state vectors begin with a count, for which the decoder reserves memory.

    Five bytes that claim 2^28 entries cost it half a gigabyte before it notices the lie.
    """
    count = 0
    for position, byte in enumerate(data[:5]):
        count |= (byte & 0x7F) << (7 * position)
        if byte < 0x80:
            if count * least_bytes_each <= len(data):
                return
            break
    raise BadUpdate


def apply(document: Doc, update: bytes) -> None:
    """Merge an update into a document; raises BadUpdate.

    What is well formed by itself can still contradict what is there: the library then raises
    RuntimeError, or panics, which is no Exception. The document must not be used after that.
    """
    try:
        document.apply_update(update)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise BadUpdate from error


def merged(updates: Sequence[bytes]) -> bytes:
    """All of `updates` as one, in whatever order they came."""
    return merge_updates(*updates) if updates else EMPTY


def compacted(updates: Sequence[bytes]) -> bytes:
    """`merged`, with neighbouring pieces joined and deleted text dropped where that is safe.

    A document forgets what it cannot place yet (an update whose predecessor is missing), so its
    short form is taken only if it holds every insertion and deletion of the long one.
    """
    whole = merged(updates)
    document: Doc = Doc()
    try:
        apply(document, whole)
    except BadUpdate:
        return whole
    short: bytes = document.get_update()
    state = document.get_state()
    tail: bytes = get_update(whole, state)
    return short if tail[0] == 0 and tail == get_update(short, state) else whole


def state_of(update: bytes) -> bytes:
    """The state vector of a (merged) update: how much of each author it holds."""
    return get_state(update)


def missing_from(state: bytes, *, update: bytes) -> bytes:
    """What of `update` somebody with the state vector `state` lacks; raises BadUpdate."""
    try:
        return get_update(update, checked_state(state))
    except ValueError as error:
        raise BadUpdate from error


def text_of(update: bytes) -> str:
    """The notes as plain text."""
    document: Doc = Doc()
    apply(document, update)
    return str(document.get(TEXT_NAME, type=Text))
