"""Join codes: read out in a room, typed on a phone, and still not to be guessed."""

import secrets

# No I, L, O, U, 0 and 1: nothing that looks like another sign, and fewer accidental words.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
GROUPS = 3
GROUP_LENGTH = 4


def new_join_code() -> str:
    """Three groups of four, such as "K7PM-3WXA-9QFD": 30^12 codes, about 59 bits."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def as_join_code(text: str) -> str:
    """What somebody typed in the form codes are kept in; "" if it cannot be a code.

    Case, spaces and hyphens do not matter.
    """
    signs = "".join(text[:60].split()).replace("-", "").upper()
    if len(signs) != GROUPS * GROUP_LENGTH or not set(signs) <= set(ALPHABET):
        return ""
    return "-".join(signs[at : at + GROUP_LENGTH] for at in range(0, len(signs), GROUP_LENGTH))
