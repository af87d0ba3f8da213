"""What is to be run of a packet: its reference, its wrong variants and the cases for both."""

from dataclasses import dataclass

SHOWS_IN_PUBLIC = "# The public cases show it."  # a wrong variant's second line


@dataclass(frozen=True)
class Case:
    """One thing that must hold: a session (`run`, doctest's syntax) or a function of checks.py."""

    name: str
    is_public: bool
    file: str
    line: int
    run: str = ""
    function: str = ""
    catches: tuple[str, ...] = ()  # wrong variants that must fail this very case


@dataclass(frozen=True)
class Wrong:
    """A variant with one typical mistake. `file` is its path within the packet's folder."""

    slug: str
    file: str
    mistake: str
    shows_in_public: bool = False


@dataclass(frozen=True)
class Trial:
    """`folder` is the packet's, below the catalogue; other paths are within it.

    With `all_hidden_fail` every wrong variant must fail every hidden case: a review's code as it
    was handed in, where each hidden case shows a fault.
    """

    folder: str
    reference: str
    wrong: tuple[Wrong, ...]
    cases: tuple[Case, ...]
    has_checks: bool
    threads: bool = False
    all_hidden_fail: bool = False
