"""A list of people to invite, read from CSV.

`read_roster` either returns rows with the lines they stand on, or raises `UnreadableRoster`
with a sentence for the coach: a fault of the file as a whole. Faults of single rows that need
no database (too many cells, a line break in a name) are returned as problems beside the rows.
"""

import csv
import io
import unicodedata
from dataclasses import dataclass

MAX_BYTES = 1_000_000
MAX_ROWS = 500
MAX_NAME = 80
MAX_GROUP = 40
COLUMNS = ("email", "name")
OPTIONAL_COLUMNS = ("group",)  # a label: rounds can keep a group's members apart
DELIMITERS = (",", ";", "\t")


class UnreadableRoster(Exception):
    """The file cannot be used as it is; the message says why and what to do."""


@dataclass(frozen=True)
class RosterRow:
    line: int  # the line of the file it begins on, from 1
    email: str  # lower case, not checked yet
    name: str
    group: str = ""


@dataclass(frozen=True)
class Problem:
    line: int
    value: str
    message: str


@dataclass(frozen=True)
class Roster:
    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...] = ()
    ignored_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Header:
    email: int  # the column's position
    name: int
    width: int  # how many columns there are
    group: int | None = None


def decode_roster(data: bytes) -> str:
    """The file's text. Raises UnreadableRoster for what is too large or no UTF-8 text."""
    if len(data) > MAX_BYTES:
        raise UnreadableRoster("The list is larger than 1 MB. Split it into smaller ones.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableRoster(
            "The file is saved as UTF-16. Save it as “CSV UTF-8” and upload it again."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableRoster(
            f"Line {line} has bytes that are not UTF-8 text. Save the file as “CSV UTF-8” and"
            " upload it again."
        ) from None


def read_roster(text: str) -> Roster:
    """Read CSV with a header that names the columns email, name and perhaps group, in any order."""
    text = text.removeprefix("\ufeff")
    _refuse_unfit_text(text)
    records = _records(text)
    if not records:
        raise UnreadableRoster("The list is empty. It needs a header line: email,name.")
    header, ignored = _read_header(records[0][1])
    body = records[1:]
    if not body:
        raise UnreadableRoster("The list has a header, but nobody below it.")
    if len(body) > MAX_ROWS:
        raise UnreadableRoster(
            f"The list has {len(body):,} rows; at most {MAX_ROWS} can be invited at a time."
            " Split it into smaller ones."
        )
    rows, problems = [], []
    for line, cells in body:
        read = _read_row(line, cells, header=header)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            rows.append(read)
    return Roster(tuple(rows), tuple(problems), ignored)


def _refuse_unfit_text(text: str) -> None:
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise UnreadableRoster("The list is larger than 1 MB. Split it into smaller ones.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableRoster(
            f"Line {line} has a NUL character, so this is no text file. Save it as “CSV UTF-8”."
        )


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The records that are not blank, each with the line it begins on."""
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    begins_on = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((begins_on, cells))
            begins_on = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableRoster(
            f"The row that begins on line {begins_on} cannot be read as CSV ({error}). Check its"
            " quotation marks."
        ) from None
    return records


def _read_header(cells: list[str]) -> tuple[_Header, tuple[str, ...]]:
    """Where the needed columns are, and the names of the columns that are ignored."""
    names = [cell.strip().lower() for cell in cells]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        seen = ", ".join(f"“{cell.strip()[:30]}”" for cell in cells[:8])
        raise UnreadableRoster(
            f"The first line must name the columns email and name; {' and '.join(missing)}"
            f" {'is' if len(missing) == 1 else 'are'} missing. It says {seen}."
        )
    known = (*COLUMNS, *OPTIONAL_COLUMNS)
    doubled = [column for column in known if names.count(column) > 1]
    if doubled:
        raise UnreadableRoster(f"The header names {' and '.join(doubled)} twice.")
    ignored = tuple(cell.strip() for cell in cells if cell.strip().lower() not in {*known, ""})
    group = names.index("group") if "group" in names else None
    return _Header(names.index("email"), names.index("name"), len(cells), group), ignored


def _read_row(line: int, cells: list[str], *, header: _Header) -> RosterRow | Problem:
    email, name, group = (
        cells[column].strip() if column is not None and column < len(cells) else ""
        for column in (header.email, header.name, header.group)
    )
    if any(cell.strip() for cell in cells[header.width :]):
        message = f"has {len(cells)} cells, but the header has {header.width}."
        return Problem(line, email, message)
    if len(name) > MAX_NAME:
        return Problem(line, email, f"has a name longer than {MAX_NAME} characters.")
    if len(group) > MAX_GROUP:
        return Problem(line, email, f"has a group longer than {MAX_GROUP} characters.")
    for column, text in (("name", name), ("group", group)):
        if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in text):
            message = f"has a line break or control character in the {column}."
            return Problem(line, email, message)
    return RosterRow(line=line, email=email.lower(), name=name, group=group)
