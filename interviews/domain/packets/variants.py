"""A packet's files as those of a variant that is begun from them."""

import re
from collections.abc import Mapping

from interviews.domain.front_matter import UnreadableFile, read_document
from interviews.domain.packets.files import MAIN_FILE, with_version

_SLUG = re.compile(r"^slug:[^\n]*$", re.MULTILINE)
_ROOT = re.compile(r"^variant_of:[^\n]*\n", re.MULTILINE)


class NoVariant(Exception):
    """The front matter is written in a way that cannot be changed line by line."""


def as_variant(files: Mapping[str, str], *, slug: str, root: str) -> dict[str, str]:
    """The same files with `slug`, version 1 and `variant_of: root`; nothing else is touched.

    Raises NoVariant.
    """
    text = with_version(files.get(MAIN_FILE, ""), 1)
    end = text.find("\n---", 3)
    if end >= 0:
        head = _ROOT.sub("", text[: end + 1])
        head = _SLUG.sub(f"slug: {slug}\nvariant_of: {root}", head, count=1)
        text = head + text[end + 1 :]
    try:
        data = read_document(text, file=MAIN_FILE).data
    except UnreadableFile as error:
        raise NoVariant from error
    if (data.get("slug"), data.get("version"), data.get("variant_of")) != (slug, 1, root):
        raise NoVariant
    return {**files, MAIN_FILE: text}
