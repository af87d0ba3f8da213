"""How the numeric kernels are compiled."""

from collections.abc import Callable
from typing import Any

from numba import njit


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` compiled at its first call; it runs without the interpreter's lock.

    The machine code is kept on disk for the next process, where there is a directory to keep it
    in: numba refuses to cache otherwise, and the kernel is then compiled again in each process.
    numba notices a change of the kernel's own file only: what a kernel calls stands in its file.
    """
    try:
        compiled: Callable[..., Any] = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # "no locator available": neither the package nor the home is writable
        compiled = njit(nogil=True)(function)
    return compiled
