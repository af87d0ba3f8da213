from dataclasses import dataclass
from urllib.parse import unquote_plus


@dataclass(frozen=True)
class Listing:
    page: int = 1
    page_size: int = 20
    sort: str = "name"
    statuses: tuple[str, ...] = ()


class BadQuery(ValueError):
    def __init__(self, problems: list[tuple[str, str]]):
        super().__init__(", ".join(f"{name}: {reason}" for name, reason in problems))
        self.problems = problems


class Unfit(Exception):
    """What one parameter holds cannot be used; the argument is the reason."""


SORTS = ("name", "added", "size", "-name", "-added", "-size")
STATUSES = ("free", "hired", "repair")


def parse_listing(query: str) -> Listing:
    fields, problems = {}, []
    for name, values in values_by_name(query).items():
        try:
            field, value = read(name, values)
        except Unfit as unfit:
            problems.append((name, str(unfit)))
        else:
            fields[field] = value
    if problems:
        raise BadQuery(problems)
    return Listing(**fields)


def values_by_name(query: str) -> dict[str, list[str]]:
    """All values of each name, names in the order in which they first stand in the query."""
    found: dict[str, list[str]] = {}
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            # Unescape last: an escaped & or = belongs to the text and separates nothing.
            found.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return found


def read(name: str, values: list[str]) -> tuple[str, object]:
    """The field of Listing that is meant, and its checked value."""
    if name == "status":
        return "statuses", tuple(dict.fromkeys(one_of(STATUSES, value) for value in values))
    if name not in ("page", "page_size", "sort"):
        raise Unfit("unknown")
    if len(values) > 1:
        raise Unfit("repeated")
    if name == "sort":
        return name, one_of(SORTS, values[0])
    return name, whole_number(values[0], 10_000 if name == "page" else 100)


def one_of(choices: tuple[str, ...], text: str) -> str:
    if text not in choices:
        raise Unfit("choice")
    return text


def whole_number(text: str, at_most: int) -> int:
    if not (text.isascii() and text.isdigit()):  # int() alone takes " 5", "+5" and "1_0" as well
        raise Unfit("number")
    digits = text.lstrip("0")
    if len(digits) > 9 or not 1 <= int(digits or "0") <= at_most:
        raise Unfit("range")
    return int(digits)
