"""Ratings as CSV, and what is found as JSON (docs/readiness-model.md has the format).

What comes from a file is not trusted: every row is checked, and those that are wrong are named by
their line.
"""

import csv
import json
import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from feedback.domain.readiness_model.facets import Facet
from feedback.domain.readiness_model.fit import Fitted
from feedback.domain.readiness_model.ratings import Bools, Ints, Names, Rows

COLUMNS = ("form_id", "at", "candidate", "interviewer", "packet", "kind", "criterion", "rating")
OF_FORM = COLUMNS[1:6]  # the same in all rows of a form
MOST_BYTES = 1024**3
MOST_ROWS = 5_000_000
MOST_KINDS = 30
MOST_CRITERIA = 200
LONGEST_TEXT = 200  # characters of any field
MOST_NAMED = 20  # lines
MAY_BE_EMPTY = {"packet", "rating"}
CHUNK = 20_000  # rows
LEVELS = {"": 0} | {f"{level}{end}": level for level in (1, 2, 3, 4) for end in ("", ".0")}
DAY = 86_400.0
DIGITS = 6


class RatingsError(Exception):
    """A file that holds no ratings, or bad ones: a line of `messages` for each thing."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass
class _Column:
    """Texts as codes, in no particular order."""

    codes: array = field(default_factory=lambda: array("q"))
    known: dict[str, int] = field(default_factory=dict)

    def add(self, texts: Sequence[str]) -> None:
        for text in set(texts).difference(self.known):
            self.known[text] = len(self.known)
        self.codes.extend(map(self.known.__getitem__, texts))

    def names(self) -> Names:
        return Names(tuple(self.known), np.frombuffer(self.codes, np.int64))


class _Wrong:
    """Lines that are wrong: the first ones with a message, all of them counted."""

    def __init__(self) -> None:
        self._messages: dict[int, str] = {}
        self._lines: list[Ints] = []

    def add(self, lines: Ints, message: Callable[[int], str]) -> None:
        """`message` is asked about places in `lines`, which ascend."""
        self._lines.append(lines)
        for place, line in enumerate(lines[:MOST_NAMED].tolist()):
            self._messages.setdefault(line, message(place))

    def stop_if_any(self) -> None:
        lines = np.unique(np.concatenate(self._lines))
        named = lines[:MOST_NAMED].tolist()
        messages = [f"line {line}: {self._messages[line]}" for line in named]
        if len(lines) > MOST_NAMED:
            messages.append(f"and {len(lines) - MOST_NAMED} more lines")
        if messages:
            raise RatingsError(*messages)


def instant(text: str) -> datetime:
    """An instant in ISO 8601, UTC if it does not say its zone; ValueError if it is none."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def day_of(at: datetime) -> float:
    """Days since 1970 in UTC."""
    return at.timestamp() / DAY


def rows_of(lines: Iterable[str]) -> Rows:
    """The ratings in a CSV file's lines; RatingsError names what is wrong, by line.

    Rows without a rating are checked and left out.
    """
    reader = csv.reader(lines, strict=True)
    columns = {name: _Column() for name in COLUMNS}
    at_line, odd_lines, odd_lengths = array("q"), array("q"), array("q")
    try:
        order = _order(next(reader, None))
        for rows, places in _chunks(reader, odd_lines, odd_lengths):
            at_line.extend(places)
            if len(at_line) > MOST_ROWS:
                raise RatingsError(f"more than {MOST_ROWS:,} ratings")
            texts = list(zip(*rows, strict=True))
            for place, column in zip(order, columns.values(), strict=True):
                column.add(texts[place])
    except csv.Error as error:
        raise RatingsError(f"line {reader.line_num}: not CSV: {error}") from error
    except UnicodeDecodeError as error:
        raise RatingsError(f"not UTF-8 after line {reader.line_num}") from error
    wrong = _Wrong()
    wrong.add(
        np.frombuffer(odd_lines, np.int64),
        lambda place: f"{odd_lengths[place]} fields instead of {len(COLUMNS)}",
    )
    return _checked(columns, np.frombuffer(at_line, np.int64), wrong)


def _order(header: list[str] | None) -> list[int]:
    """Where each of COLUMNS stands."""
    if not header:
        raise RatingsError(f"the file is empty; its first line must be {','.join(COLUMNS)}")
    messages = [f"line 1: unknown column {_shown(name)}" for name in header if name not in COLUMNS]
    messages += [f"line 1: the column {name} is missing" for name in COLUMNS if name not in header]
    messages += [
        f"line 1: the column {name} appears twice" for name in COLUMNS if header.count(name) > 1
    ]
    if messages:
        raise RatingsError(*messages[:MOST_NAMED])
    return [header.index(name) for name in COLUMNS]


def _chunks(
    reader: Any, odd_lines: array, odd_lengths: array
) -> Iterator[tuple[list[list[str]], list[int]]]:
    """Rows with the lines they end in; rows of another length are noted and left out."""
    rows: list[list[str]] = []
    lines: list[int] = []
    for row in reader:
        if len(row) == len(COLUMNS):
            rows.append(row)
            lines.append(reader.line_num)
        elif row:
            odd_lines.append(reader.line_num)
            odd_lengths.append(len(row))
        if len(rows) == CHUNK:
            yield rows, lines
            rows, lines = [], []
    if rows:
        yield rows, lines


def _checked(columns: dict[str, _Column], at_line: Ints, wrong: _Wrong) -> Rows:
    names = {name: column.names() for name, column in columns.items()}
    days = np.array([_day_or_nan(text) for text in names["at"].names], np.float64)
    levels = np.array([LEVELS.get(text, -1) for text in names["rating"].names], np.int64)
    _check_texts(names, at_line, wrong)
    _check_bad(names["rating"], levels < 0, "rating must be 1, 2, 3, 4 or empty", at_line, wrong)
    _check_bad(names["at"], np.isnan(days), "at must be an instant in ISO 8601", at_line, wrong)
    _check_forms(names, at_line, wrong)
    wrong.stop_if_any()
    for name, most in (("kind", MOST_KINDS), ("criterion", MOST_CRITERIA)):
        if len(names[name].names) > most:
            raise RatingsError(f"more than {most} different values of {name}")
    rating = levels[names["rating"].codes]
    rated = rating > 0
    if not rated.any():
        raise RatingsError("the file holds no ratings")

    def kept(name: str) -> Names:
        return Names(names[name].names, names[name].codes[rated])

    return Rows(
        form=kept("form_id"),
        day=days[names["at"].codes[rated]],
        person=kept("candidate"),
        interviewer=kept("interviewer"),
        packet=kept("packet"),
        kind=kept("kind"),
        criterion=kept("criterion"),
        rating=rating[rated],
    )


def _day_or_nan(text: str) -> float:
    try:
        return day_of(instant(text))
    except (ValueError, OverflowError):
        return math.nan


def _check_bad(column: Names, is_bad: Bools, rule: str, at_line: Ints, wrong: _Wrong) -> None:
    """Names all rows of `column` with a bad text, and the rule that it breaks."""
    rows = np.flatnonzero(is_bad[column.codes])
    wrong.add(
        at_line[rows],
        lambda place: f"{rule}, not {_shown(column.names[column.codes[rows[place]]])}",
    )


def _check_texts(names: dict[str, Names], at_line: Ints, wrong: _Wrong) -> None:
    for name, column in names.items():
        lengths = np.array([len(text) for text in column.names], np.int64)[column.codes]
        too_long = f"{name} has more than {LONGEST_TEXT} characters"
        wrong.add(at_line[lengths > LONGEST_TEXT], _always(too_long))
        if name not in MAY_BE_EMPTY:
            wrong.add(at_line[lengths == 0], _always(f"{name} is empty"))
    candidate, interviewer = names["candidate"], names["interviewer"]
    code = {name: code for code, name in enumerate(interviewer.names)}
    as_interviewer = np.array([code.get(name, -1) for name in candidate.names], np.int64)
    same = as_interviewer[candidate.codes] == interviewer.codes
    wrong.add(at_line[same], _always("candidate and interviewer are the same"))


def _check_forms(names: dict[str, Names], at_line: Ints, wrong: _Wrong) -> None:
    form = names["form_id"].codes
    first = np.full(len(names["form_id"].names), -1)
    first[form[::-1]] = np.arange(len(form))[::-1]
    for name in OF_FORM:
        codes = names[name].codes
        rows = np.flatnonzero(codes != codes[first[form]])
        wrong.add(at_line[rows], _differs(name, at_line[first[form[rows]]]))
    cell = form * (len(names["criterion"].names) or 1) + names["criterion"].codes
    order = np.argsort(cell, kind="stable")
    again = np.sort(order[1:][cell[order][1:] == cell[order][:-1]])
    wrong.add(at_line[again], _always("the form has this criterion already"))


def _always(words: str) -> Callable[[int], str]:
    return lambda _: words


def _differs(name: str, begun: Ints) -> Callable[[int], str]:
    return lambda place: f"{name} differs from line {begun[place]} of the same form"


def _shown(text: str) -> str:
    return json.dumps(text if len(text) <= 60 else text[:59] + "…", ensure_ascii=False)


def fitted_as_json(fitted: Fitted) -> str:
    """People by name and kind, interviewers, packets, and the version of model and data."""
    document = {
        "people": _people(fitted),
        "severity": _facet(fitted.model.severity),
        "difficulty": _facet(fitted.model.difficulty),
        "model": fitted.model.version,
    }
    return json.dumps(document, ensure_ascii=False)


def _people(fitted: Fitted) -> dict[str, dict[str, dict[str, float | None]]]:
    chances, counts = fitted.chances, fitted.counts
    columns = {
        "p": chances.p.round(DIGITS).tolist(),
        "lo80": chances.lo80.round(DIGITS).tolist(),
        "hi80": chances.hi80.round(DIGITS).tolist(),
        "sessions": counts.sessions.tolist(),
        "interviewers": counts.interviewers.tolist(),
        "raw_mean": counts.raw_mean.round(DIGITS).tolist(),
        "enough": counts.is_enough.tolist(),
    }
    found = {}
    for n, person in enumerate(fitted.people):
        found[person] = {
            kind: {name: _or_null(column[n][k]) for name, column in columns.items()}
            for k, kind in enumerate(fitted.model.kinds)
        }
    return found


def _or_null(value: float) -> float | None:
    return None if isinstance(value, float) and math.isnan(value) else value


def _facet(facet: Facet) -> dict[str, dict[str, float]]:
    value, sd = facet.value.round(DIGITS).tolist(), np.sqrt(facet.variance).round(DIGITS).tolist()
    return {
        name: {"value": value[n], "sd": sd[n], "n": int(facet.forms[n])}
        for n, name in enumerate(facet.names)
    }
