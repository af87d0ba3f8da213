"""Cells that a spreadsheet shows and does not execute."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """The value as text; what a spreadsheet would take for a formula gets an apostrophe before it.

    Numbers stay numbers, negative ones too: only text can carry a formula.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
