"""Changing properties in a packet's front matter; every other byte of it stays as it was."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from interviews.domain.front_matter import Document

# The order in which properties are written where there were none: docs/catalogue-format.md.
ORDER = (
    *("slug", "version", "kind", "title", "summary", "level", "topics", "values", "competencies"),
    *("loops", "languages", "authors", "licence", "not_assumed", "variant_of", "beats"),
)
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\s*:")


def with_properties(front: str, document: Document, changes: Mapping[str, Any]) -> str:
    """`front` (the lines between the dashes) with the properties that `changes` gives anew.

    What already has the value keeps its text. `document` is what `front` was read from.
    """
    old = document.data
    wanted = {key: value for key, value in changes.items() if _plain(value) != _plain(old.get(key))}
    if not wanted:
        return front
    lines = front.split("\n")
    starts = _starts(lines, document)
    expected = {**old, **wanted}
    if starts is not None:
        written = _replaced(lines, starts, wanted)
        if _is(written, expected):
            return written
    return "\n".join(canonical(key, expected[key]) for key in _in_order(expected))


def _plain(value: Any) -> Any:
    """What makes a difference: not the ends of a text, nor an empty value or none."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, Mapping):
        return {str(key): one for key, one in value.items()} or None
    return None if value == [] else value


def canonical(key: str, value: Any) -> str:
    """One property as YAML: lists on one line, beats on a line each."""
    if key == "beats" and isinstance(value, Mapping):
        lines = ["beats:"]
        for length, beats in value.items():
            lines.append(f"  {length}:" if beats else f"  {length}: []")
            lines += [f"    - {_flow(dict(beat))}" for beat in beats]
        return "\n".join(lines)
    return f"{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    """A value on one line; texts in double quotes, so that no colon or dash means anything."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(_word(one) for one in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    return str(yaml.safe_dump(value, allow_unicode=True)).removesuffix("...\n").strip()


def _word(value: Any) -> str:
    is_plain = isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9/-]*[a-z]", value)
    return value if is_plain and value not in _NOT_TEXT else _flow(value)


_NOT_TEXT = ("null", "true", "false", "yes", "no", "on", "off")


def _quoted(text: str) -> str:
    dumped = yaml.safe_dump(
        text, default_style='"', allow_unicode=True, width=1 << 30, default_flow_style=True
    )
    return str(dumped).strip()


def _starts(lines: list[str], document: Document) -> dict[str, int] | None:
    """On which of the lines (from 0) each property begins; None if they share lines."""
    starts: dict[str, int] = {}
    for path, line in document.lines.items():
        if len(path) == 1:
            starts[str(path[0])] = line - 2  # the file's second line is the first of these
    ordered = sorted(starts.values())
    if len(set(ordered)) != len(ordered) or any(
        not 0 <= line < len(lines) or not _KEY.match(lines[line]) for line in ordered
    ):
        return None
    return starts


def _replaced(lines: list[str], starts: dict[str, int], wanted: Mapping[str, Any]) -> str:
    ends = dict(
        zip(sorted(starts.values()), [*sorted(starts.values())[1:], len(lines)], strict=True)
    )
    blocks = {starts[key]: key for key in wanted if key in starts}
    written: list[str] = []
    number = 0
    while number < len(lines):
        key = blocks.get(number)
        if key is None:
            written.append(lines[number])
            number += 1
        else:
            written.append(canonical(key, wanted[key]))
            number = ends[number]
    new = [canonical(key, wanted[key]) for key in _in_order(wanted) if key not in starts]
    return "\n".join([*written, *new])


def _in_order(data: Mapping[str, Any]) -> list[str]:
    return sorted(data, key=lambda key: (ORDER.index(key) if key in ORDER else -1, key))


def _is(text: str, expected: Mapping[str, Any]) -> bool:
    try:
        return bool(yaml.safe_load(text) == expected)
    except yaml.YAMLError:
        return False
