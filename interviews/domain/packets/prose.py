"""How a packet's text reads: its reading level, its links, and markup that has no place in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from interviews.domain.checker import Entry
from interviews.domain.front_matter import Problem

# LIX (Björnsson 1968): mean words per sentence + percentage of words longer than six letters; a
# colon or semicolon ends a sentence too. Fiction lies below 35, newspapers near 45. A brief is
# read under pressure, often by people whose first language is another one.
MOST_LIX = {"Candidate brief": 38.0, "Opening script": 34.0}
MOST_LIX_ELSEWHERE = 48.0
MOST_WORDS_IN_A_SENTENCE = 45
LEAST_WORDS = 60  # shorter texts say nothing about a level

_BLOCKS = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`]*`")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;](?:\s|$)|\n\s*\n|\n(?=[-|#>\d])")
_TAG = re.compile(r"</?[A-Za-z!][^>\n]*>|<script", re.IGNORECASE)
_SCHEMES = ("http://", "https://", "mailto:")

_markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
_markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # so that all are seen


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence of Markdown, without code, tables and headings."""
    prose = _CODE.sub("code", _BLOCKS.sub("\n\n", text))
    lines = [line for line in prose.split("\n") if not line.lstrip().startswith(("|", "#"))]
    found = [_WORD.findall(part) for part in _SENTENCE_END.split("\n".join(lines))]
    return [words for words in found if words]


def lix(text: str) -> float:
    """The reading level of a text (see above); 0 if it has fewer than 60 words."""
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    if len(words) < LEAST_WORDS:
        return 0.0
    return len(words) / len(found) + 100 * sum(len(word) > 6 for word in words) / len(words)


def prose_problems(packet: Entry) -> Iterator[Problem]:
    file = packet.document.file
    for section in packet.document.sections():
        most = MOST_LIX.get(section.heading, MOST_LIX_ELSEWHERE)
        level = lix(section.text)
        if level > most:
            reason = (
                f"`## {section.heading}` reads at LIX {level:.0f}, more than {most:g}: "
                "shorter sentences, plainer words"
            )
            yield Problem(file, section.line, reason)
        longest = max(sentences(section.text), key=len, default=[])
        if len(longest) > MOST_WORDS_IN_A_SENTENCE:
            start = " ".join(longest[:6])
            reason = f"`## {section.heading}` has a sentence of {len(longest)} words: “{start} …”"
            yield Problem(file, section.line, reason)
    for line, reason in _markup(packet.document.body):
        yield Problem(file, packet.document.body_line + line, reason)
    for path, text in _strings(packet.document.data):
        found = _TAG.search(_CODE.sub("", text))
        if found:
            reason = f"holds the markup `{found[0][:40]}`; code stands in backticks"
            yield Problem(file, packet.document.line_of(path), reason)


def _markup(body: str) -> Iterator[tuple[int, str]]:
    """Line (from 0) and reason of every piece of HTML, bad link and picture in Markdown."""
    for token in _markdown.parse(body):
        start = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield start, f"holds the markup `{token.content.strip()[:40]}`; write Markdown"
        elif token.type == "inline":
            yield from _inline(token.children or [], start)


def _inline(tokens: Sequence[Token], line: int) -> Iterator[tuple[int, str]]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "html_inline":
            yield line, f"holds the markup `{token.content[:40]}`; code stands in backticks"
        elif token.type == "image":
            yield line, "shows a picture; a packet is text and its diagram"
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            if not address.startswith(_SCHEMES):
                yield line, f"links to `{address[:60]}`; a link is http, https or mailto in full"


def _strings(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, (*path, str(key)))
    elif isinstance(value, Sequence):
        for n, inner in enumerate(value):
            yield from _strings(inner, (*path, n))
