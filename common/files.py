"""What commands need that read and write files."""

import os
import tempfile
from pathlib import Path


def printable(text: str) -> str:
    """Without line breaks and what a terminal would obey; names may come from a file."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def write_whole(path: Path, text: str) -> None:
    """The whole file or none: nobody reads half of it. OSError if it cannot be written."""
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
