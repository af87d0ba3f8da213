"""How the numeric kernels are compiled, and where their machine code is kept."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from numba import config, njit
from numba.misc.appdirs import user_cache_dir

PACKAGES = Path(__file__).parents[1]  # the kernels' own are in here


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` compiled at its first call; it runs without the interpreter's lock.

    The machine code is kept on disk for the next process, where there is a folder to keep it in
    (KEPT_IN); else the kernel is compiled again in each process.
    """
    compiled: Callable[..., Any] = njit(cache=KEPT_IN is not None, nogil=True)(function)
    return compiled


def sources() -> list[Path]:
    """All files that what is compiled may depend on."""
    return sorted(PACKAGES.glob("*/*.py"))


def version_of(files: Iterable[Path]) -> str:
    """Another one for each change of the files."""
    digest = hashlib.sha256()
    for file in files:
        contents = file.read_bytes()
        digest.update(f"{file.relative_to(PACKAGES)} {len(contents)}\n".encode() + contents)
    return digest.hexdigest()[:16]


def folder_in(bases: Iterable[Path], *, version: str) -> Path | None:
    """The version's folder in the first of `bases` that can be written; None where none can."""
    for base in bases:
        folder = base / f"kernels-{version}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.touch()  # is it writable? And it was used today: see remove_old_code
        except OSError:
            continue
        return folder
    return None


def remove_old_code(folder: Path, *, before: float) -> None:
    """Removes the folders beside `folder` that no process has begun to use since `before` (Unix).

    Nobody misses them: whatever still runs has long compiled or read what it needs.
    """
    for other in folder.parent.glob("kernels-*"):
        if other != folder and other.stat().st_mtime < before:
            shutil.rmtree(other, ignore_errors=True)


# numba compiles a kernel again when its own file has changed, but not when a constant or a kernel
# of another file has, and it cannot even read what it kept once a tuple's class has a new name. It
# also lets one process read old machine code while another replaces it. So each state of all the
# sources has a folder of its own, within the one that numba would take.
_given = [Path(config.CACHE_DIR)] if config.CACHE_DIR else []
KEPT_IN = folder_in(
    [*_given, Path(__file__).parent / "__pycache__", Path(user_cache_dir("numba", False))],
    version=version_of(sources()),
)
if KEPT_IN is not None:
    config.CACHE_DIR = str(KEPT_IN)  # which a kernel looks at where it is defined
