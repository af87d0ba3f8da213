"""Bytes as they come over the wire → logical lines of text."""

import codecs
import re

_HTML = re.compile(r"\s*<(?:!doctype|html|head|\?xml|!--)", re.IGNORECASE)
_BEGIN = re.compile(r"^BEGIN:VCALENDAR[ \t]*$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^END:VCALENDAR[ \t]*$", re.IGNORECASE | re.MULTILINE)


class NotACalendar(Exception):
    """The bytes as a whole are no calendar; the message says so to people."""


def decoded(raw: bytes) -> str:
    """Unfolded lines, each ended by a line feed, of a whole calendar object.

    UTF-8, UTF-16 (with a byte order mark or without) or, failing these, Windows' Latin-1.
    Lines may end in CR LF, LF or CR. Raises NotACalendar.
    """
    if not raw.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise NotACalendar("The file is empty.")
    lines = _utf8(raw).replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # Before decoding: RFC 5545 3.1 lets a line be folded in the middle of a character.
    text = _text(lines.replace(b"\n ", b"").replace(b"\n\t", b"")).rstrip("\x00 \t\n") + "\n"
    begun = len(_BEGIN.findall(text))
    if not begun:
        what = "a web page" if _HTML.match(text) else "something else"
        raise NotACalendar(f"This is {what}, not a calendar: it has no line BEGIN:VCALENDAR.")
    if len(_END.findall(text)) < begun:
        raise NotACalendar("The calendar breaks off before its end: END:VCALENDAR is missing.")
    return text


def _utf8(raw: bytes) -> bytes:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace").encode("utf-8", "replace")
    if raw[:2] in {b"B\x00", b"\x00B"}:  # of BEGIN:VCALENDAR
        order = "utf-16-le" if raw[:1] == b"B" else "utf-16-be"
        return raw.decode(order, "replace").encode("utf-8", "replace")
    return raw.removeprefix(codecs.BOM_UTF8)


def _text(lines: bytes) -> str:
    try:
        return lines.decode("utf-8")
    except UnicodeDecodeError:
        # The five bytes that Windows leaves open are no reason to lose a calendar.
        return lines.decode("cp1252", "replace")
