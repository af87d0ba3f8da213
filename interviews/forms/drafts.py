"""A draft's files as one form, and what was typed into it as files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from interviews.domain.front_matter import UnreadableFile
from interviews.domain.packets.files import (
    MAIN_FILE,
    MATERIAL_FILES,
    MATERIAL_FOLDERS,
    MAX_FILES,
)
from interviews.domain.packets.parts import CannotAssemble, Edited, MainFile, assemble, read_parts
from interviews.domain.packets.reader import LEG_LENGTHS, sections_of_kind
from interviews.forms.draft_help import FILE_HELP, FOLDER_HELP, SECTION_HELP
from interviews.forms.draft_properties import PropertiesForm

BLANK_BEATS = 2  # empty rows to go on in, without script
MAX_BEATS = 62  # a beat has a minute at least


@dataclass(frozen=True)
class SectionField:
    number: int
    key: str
    text: str
    help: str

    @property
    def anchor(self) -> str:
        return f"id_section-{self.number}"

    @property
    def rows(self) -> int:
        return _rows(self.text, least=4)


@dataclass(frozen=True)
class FileField:
    """`is_fixed`: the kind wants it under this very name."""

    number: int
    path: str
    text: str
    is_fixed: bool
    help: str

    @property
    def anchor(self) -> str:
        return f"id_file-{self.number}"

    @property
    def rows(self) -> int:
        return _rows(self.text, least=6)


@dataclass(frozen=True)
class BeatTable:
    length: str
    rows: list[dict[str, Any]]

    @property
    def sum(self) -> int:
        return sum(row["minutes"] for row in self.rows if isinstance(row["minutes"], int))


@dataclass
class DraftForm:
    """Made from a draft's files, and from what was typed (`data`) if there is any.

    `main` is None if packet.md cannot be taken apart: then it is one text, `raw`.
    """

    files: Mapping[str, str]
    kind: str
    main: MainFile | None
    raw: str
    properties: PropertiesForm | None
    beats: list[BeatTable]
    sections: list[SectionField]
    file_fields: list[FileField]
    errors: dict[str, str] = field(default_factory=dict)  # by anchor, "" for the whole form

    @property
    def anchors(self) -> dict[tuple[str, str], str]:
        """Where on the page a part stands: ("section" | "file", its key or path)."""
        found = {("section", one.key): one.anchor for one in self.sections}
        return found | {("file", one.path): one.anchor for one in self.file_fields}


def draft_form(files: Mapping[str, str], data: QueryDict | None = None) -> DraftForm:
    """The form as it is shown: of the files alone, or filled with what was typed."""
    try:
        main = None if data is not None and "raw" in data else read_parts(files[MAIN_FILE])
    except UnreadableFile:
        main = None
    typed = _text(data, "raw") if data is not None and "raw" in data else files[MAIN_FILE]
    kind = main.kind if main else ""
    properties = beats = None
    if main:
        known = main.document.data
        properties = PropertiesForm(data, kind=kind, data_of=known)
        beats = _beat_tables(_typed_beats(data) if data is not None else known.get("beats"))
    return DraftForm(
        files=files,
        kind=kind,
        main=main,
        raw=typed,
        properties=properties,
        beats=beats or [],
        sections=_section_fields(main, data) if main else [],
        file_fields=_file_fields(files, kind, data),
    )


def typed_files(form: DraftForm, data: QueryDict) -> dict[str, str]:
    """What was typed as files; `form.errors` says what can be made none. Nothing is saved."""
    files = _typed_materials(form, data)
    if form.main is None:
        base = {**form.files, MAIN_FILE: form.raw}
        kept = {path: text for path, text in base.items() if path not in files}
        return kept | {path: text for path, text in files.items() if text.strip()}
    assert form.properties is not None
    edited = Edited(
        properties={**form.properties.properties(), "beats": _typed_beats(data)},
        sections={one.key: one.text for one in form.sections},
        files=files,
    )
    for name, errors in form.properties.errors.items():
        form.errors[f"id_{name}"] = " ".join(map(str, errors))
    try:
        return assemble(form.files, edited)
    except CannotAssemble as refusal:
        form.errors[form.anchors.get(("section", refusal.part), "")] = f"{refusal.part}: {refusal}"
        return dict(form.files)


def _text(data: QueryDict, name: str) -> str:
    """A text as files have it: browsers send CRLF."""
    return str(data.get(name, "")).replace("\r\n", "\n").replace("\r", "\n")


def _section_fields(main: MainFile, data: QueryDict | None) -> list[SectionField]:
    if data is not None:
        numbers = _numbers(data, r"section-(\d+)-key")
        pairs = [(data[f"section-{n}-key"], _text(data, f"section-{n}")) for n in numbers]
    else:
        expected = sections_of_kind(main.kind)
        there = [part.key for part in main.parts]
        keys = [*expected, *(key for key in there if key not in expected)]
        pairs = [(key, main.text_of(key)) for key in keys]
    helps = SECTION_HELP.get(main.kind, {}) | {
        key: text
        for key, text in SECTION_HELP[""].items()
        if key not in SECTION_HELP.get(main.kind, {})
    }
    strange = "No section of such a packet. Empty it to remove it."
    return [
        SectionField(n, str(key)[:200], text, helps.get(str(key), strange))
        for n, (key, text) in enumerate(pairs)
    ]


def _file_fields(files: Mapping[str, str], kind: str, data: QueryDict | None) -> list[FileField]:
    fixed = MATERIAL_FILES.get(kind, ())
    if data is not None:
        numbers = _numbers(data, r"file-(\d+)-was")
        found = [
            (data.get(f"file-{n}-path", "").strip(), _text(data, f"file-{n}"))
            for n in numbers
            if not data.get(f"file-{n}-remove")
        ]
        found = [(path, text) for path, text in found if path or text.strip()]
    else:
        others = sorted(path for path in files if path not in (*fixed, MAIN_FILE))
        found = [(path, files.get(path, "")) for path in (*fixed, *others)]
    folders = MATERIAL_FOLDERS.get(kind, ())
    if folders:
        found.append(("", ""))  # one to add
    return [
        FileField(n, path, text, path in fixed, FILE_HELP.get(path) or _folder_help(path, folders))
        for n, (path, text) in enumerate(found)
    ]


def _folder_help(path: str, folders: tuple[str, ...]) -> str:
    folder = path.partition("/")[0]
    if not path:
        return f"A new file: its name begins with {' or '.join(folders)} and ends with .py."
    return FOLDER_HELP.get(folder, "No file of such a packet. Remove it.")


def _typed_materials(form: DraftForm, data: QueryDict) -> dict[str, str]:
    """Texts by path; "" for what was removed or renamed away."""
    found: dict[str, str] = {}
    for n in _numbers(data, r"file-(\d+)-was"):
        was, path = data.get(f"file-{n}-was", ""), data.get(f"file-{n}-path", "").strip()
        text = "" if data.get(f"file-{n}-remove") else _text(data, f"file-{n}")
        if was and was != path and was in form.files:
            found.setdefault(was, "")
        if not path and text.strip():
            form.errors[""] = "A file has a text and no name. Give it one, or remove its text."
        elif path == MAIN_FILE or found.get(path, "").strip():
            form.errors[""] = f"Two files are named {path[:80]}. Give one of them another name."
        elif path:
            found[path] = text
    return found


def _numbers(data: QueryDict, pattern: str) -> list[int]:
    matches = (re.fullmatch(pattern, name) for name in data)
    numbers = sorted(int(match[1]) for match in matches if match and len(match[1]) < 4)
    return numbers[: MAX_FILES + 20]


def _typed_beats(data: QueryDict) -> dict[int, list[dict[str, Any]]]:
    """Rows with anything in them; minutes that are no number stay the text that was typed."""
    return {
        int(length): [
            row
            for n in range(MAX_BEATS)
            if f"beats-{length}-{n}-name" in data
            for row in [_typed_beat(data, f"beats-{length}-{n}")]
            if any(row.values())
        ]
        for length in LEG_LENGTHS
    }


def _typed_beat(data: QueryDict, prefix: str) -> dict[str, Any]:
    minutes = data.get(f"{prefix}-minutes", "").strip()
    return {
        "name": _text(data, f"{prefix}-name").strip(),
        "minutes": int(minutes)
        if minutes.isascii() and minutes.isdigit() and len(minutes) < 4
        else minutes,
        "say": _text(data, f"{prefix}-say").strip(),
    }


def _beat_tables(beats: Any) -> list[BeatTable]:
    known = beats if isinstance(beats, Mapping) else {}
    by_length = {str(length): rows for length, rows in known.items()}
    blank = {"name": "", "minutes": "", "say": ""}
    tables = []
    for length in LEG_LENGTHS:
        rows = by_length.get(length)
        rows = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        shown = [
            {key: row.get(key, "") for key in blank} for row in rows[: MAX_BEATS - BLANK_BEATS]
        ]
        tables.append(BeatTable(length, [*shown, *(dict(blank) for _ in range(BLANK_BEATS))]))
    return tables


def _rows(text: str, *, least: int) -> int:
    lines = sum(1 + len(line) // 90 for line in text.split("\n"))
    return max(least, min(lines + 1, 24))
