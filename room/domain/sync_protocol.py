"""What the sockets of shared documents say: the protocol of y-websocket (y-protocols 1.0).

A frame is a type and, by type, a further type and a body with its length before it. Whatever a
client sends is checked strictly: other clients would stumble over what they cannot read.
"""

from pycrdt import write_message, write_var_uint

ASK, ANSWER, UPDATE = 0, 1, 2  # sync step 1 and 2, and an update between
AWARENESS, WHO_IS_HERE = 3, 4  # ours; the first two types of frames are sync and awareness

_SYNC, _AWARENESS, _AUTH, _QUERY_AWARENESS = 0, 1, 2, 3
_READ_ONLY = b"\x00"  # of an auth frame: permission denied
MOST = 2**53  # JavaScript's numbers are exact below it

# Why a socket is closed. After 44xx a client of y-websocket 3 does not come back by itself.
TRY_AGAIN = 1013
TOO_LARGE = 1009
TOO_MANY = 4429
NOT_UNDERSTOOD = 4400
NO_LONGER_ALLOWED = 4403
CHANGED = 4509  # what the person may do here has changed: come back
FULL = 4413


class BadFrame(Exception):
    """No frame of the protocol; the text says why in words."""


def read_frame(frame: bytes) -> tuple[int, bytes]:
    """(ASK, ANSWER, UPDATE, AWARENESS or WHO_IS_HERE, body) of a client's frame."""
    if len(frame) == 1 and frame[0] == _QUERY_AWARENESS:
        return WHO_IS_HERE, b""
    if len(frame) > 2 and frame[0] == _SYNC and frame[1] <= UPDATE:
        return frame[1], _only_body(frame, at=2)
    if len(frame) > 1 and frame[0] == _AWARENESS:
        return AWARENESS, _only_body(frame, at=1)
    raise BadFrame("That is no message about a document.")


def _only_body(frame: bytes, *, at: int) -> bytes:
    length, begin = read_number(frame, at=at)
    if len(frame) != begin + length:
        raise BadFrame("That message does not have the length it says.")
    return frame[begin:]


def read_number(data: bytes, *, at: int) -> tuple[int, int]:
    """The variable-length number at a position, and the position after it; raises BadFrame."""
    number = shift = 0
    for position in range(at, min(len(data), at + 8)):
        byte = data[position]
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            if number >= MOST:
                break
            return number, position + 1
        shift += 7
    raise BadFrame("That message ends too early.")


def ask_frame(state: bytes) -> bytes:
    """Sync step 1: what the sender has, so that the other side answers with the rest."""
    return bytes((_SYNC, ASK)) + write_message(state)


def answer_frame(update: bytes) -> bytes:
    """Sync step 2."""
    return bytes((_SYNC, ANSWER)) + write_message(update)


def update_frame(update: bytes) -> bytes:
    return bytes((_SYNC, UPDATE)) + write_message(update)


def awareness_frame(body: bytes) -> bytes:
    return bytes((_AWARENESS,)) + write_message(body)


def read_only_frame(why: str) -> bytes:
    """Tells a client that what it writes is not taken."""
    return bytes((_AUTH,)) + _READ_ONLY + write_message(why.encode())


def clocks_of(state: bytes) -> dict[int, int]:
    """How much of each author a state vector says that its sender has; raises BadFrame."""
    count, position = read_number(state, at=0)
    clocks: dict[int, int] = {}
    for _ in range(count):
        author, position = read_number(state, at=position)
        clocks[author], position = read_number(state, at=position)
    if position != len(state):
        raise BadFrame("That is no state of a document.")
    return clocks


def write_number(number: int) -> bytes:
    return write_var_uint(number)
