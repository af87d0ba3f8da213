"""Packets' files as a zip, and out of one that somebody uploads. Nothing is executed."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from interviews.bank.files import MAX_BYTES, SUFFIXES
from interviews.domain.front_matter import Problem, UnreadableFile, read_document
from interviews.domain.packets.files import MAIN_FILE, text_fault

MAX_UPLOAD = 1_500_000
MAX_FILES = 200
MAX_IN_ALL = 8_000_000  # bytes of all files, unpacked
MAX_PACKETS = 40
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same files always make the same archive
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, RuntimeError),
)
_NEVER_OURS = ("__MACOSX", ".DS_Store")  # what a Mac adds to every archive


def zip_of(files: Mapping[str, str]) -> bytes:
    """An archive of texts by path."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, date_time=_EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return packed.getvalue()


class NotReadable(Exception):
    """The upload as a whole cannot be read; the message says so to people."""


@dataclass
class Upload:
    """Packets' files by the slug that their place gives them, and what cannot be used.

    Paths of problems are those of the archive.
    """

    packets: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_upload(data: bytes, *, name: str) -> Upload:
    """A zip of packets as they lie in a catalogue, of one packet's folder, or a single .md file.

    Raises NotReadable: neither of these, too large, too many files.
    """
    if len(data) > MAX_UPLOAD:
        raise NotReadable(f"The file is too large: at most {MAX_UPLOAD:,} bytes can be uploaded.")
    if not name.isprintable():
        raise NotReadable("The file’s name cannot be read.")
    upload = Upload()
    if name.endswith(".md"):
        texts = dict(_text_of(PurePosixPath(name).name, data, upload.problems))
    elif data.startswith(b"PK"):
        texts = _unpacked(data, upload.problems)
    else:
        raise NotReadable("Choose a .zip of packets, or the .md file of a packet without material.")
    _sort_into_packets(texts, upload)
    if len(upload.packets) > MAX_PACKETS:
        raise NotReadable(
            f"There are {len(upload.packets)} packets in it; at most {MAX_PACKETS} can be imported "
            "at once. `manage.py load_catalogue` reads a whole bank."
        )
    return upload


def _unpacked(data: bytes, problems: list[Problem]) -> dict[str, str]:
    texts: dict[str, str] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_ignored(entry)]
            if len(entries) > MAX_FILES:
                raise NotReadable(
                    f"There are {len(entries)} files in it; at most {MAX_FILES} may be."
                )
            left = MAX_IN_ALL
            for entry in entries:
                reason = _why_not(entry, texts)
                if reason:
                    problems.append(Problem(_shown(entry.filename), 1, reason))
                    continue
                raw = _inflated(archive, entry, most=min(MAX_BYTES, left) + 1)
                left -= len(raw)
                if left < 0:
                    raise NotReadable(
                        f"Its files have more than {MAX_IN_ALL:,} bytes when they are unpacked."
                    )
                texts |= _text_of(entry.filename, raw, problems)
    except _UNREADABLE as error:
        raise NotReadable(f"The archive cannot be read: {_shown(str(error))}.") from error
    return texts


def _is_ignored(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.split("/")
    return entry.is_dir() or any(part in _NEVER_OURS for part in parts)


def _why_not(entry: zipfile.ZipInfo, texts: Mapping[str, str]) -> str:
    """Why a file of an archive is not even unpacked."""
    mode = stat.S_IFMT(entry.external_attr >> 16)
    parts = entry.filename.split("/")
    if mode not in (0, stat.S_IFREG):
        return "is a link or something else that is no file; the file itself belongs here"
    if any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts):
        return "leads out of the archive"
    if entry.filename in texts:
        return "is in the archive twice"
    if PurePosixPath(entry.filename).suffix not in SUFFIXES:
        return f"is of no type that packets have ({', '.join(SUFFIXES)})"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that is not read here"
    return ""


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, most: int) -> bytes:
    """At most so many bytes of it: what an archive says of its sizes is not believed."""
    with archive.open(entry) as file:
        return file.read(most)


def _text_of(path: str, raw: bytes, problems: list[Problem]) -> dict[str, str]:
    """The file's text by its path; nothing and a problem if it is none of ours."""
    if len(raw) > MAX_BYTES:
        reason = f"has more than {MAX_BYTES:,} bytes; that is what a file may have"
        problems.append(Problem(_shown(path), 1, reason))
        return {}
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(Problem(_shown(path), line, "is not UTF-8"))
        return {}
    fault = text_fault(text)
    if fault:
        problems.append(Problem(_shown(path), *fault))
    return {path: text}


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text[:120])


def _sort_into_packets(texts: Mapping[str, str], upload: Upload) -> None:
    """A folder with a packet.md is a packet; so is any other .md file that lies in none."""
    folders = {str(PurePosixPath(path).parent) for path in _named(texts, MAIN_FILE)}
    for path, text in sorted(texts.items()):
        above = [str(folder) for folder in PurePosixPath(path).parents]
        folder = next((found for found in above if found in folders), None)
        if folder is not None:
            inside = path if folder == "." else path.removeprefix(f"{folder}/")
            slug = PurePosixPath(folder).name or _slug_in(texts[MAIN_FILE])
        elif path.endswith(".md"):
            inside, slug = MAIN_FILE, PurePosixPath(path).stem
        else:
            reason = "belongs to no packet: no packet.md lies beside or above it"
            upload.problems.append(Problem(_shown(path), 1, reason))
            continue
        files = upload.packets.setdefault(slug, {})
        if inside in files:
            reason = f"there is another packet {_shown(slug)} in the archive"
            upload.problems.append(Problem(_shown(path), 1, reason))
            continue
        files[inside] = text


def _named(texts: Iterable[str], name: str) -> Iterator[str]:
    return (path for path in texts if PurePosixPath(path).name == name)


def _slug_in(text: str) -> str:
    """The slug that a packet.md without a folder gives itself."""
    try:
        slug = read_document(text, file=MAIN_FILE).data.get("slug")
    except UnreadableFile:
        return "packet"
    return slug if isinstance(slug, str) and slug else "packet"
