"""Machine code is kept for the next process, but never used once any source has changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scheduling.domain.matching import jit

CONSTANTS = """
from typing import NamedTuple

import numpy as np


class Pair(NamedTuple):
    numbers: np.ndarray


FACTOR = 2
"""
KERNEL = """
from domain.matching.constants import FACTOR, Pair
from domain.matching.jit import KEPT_IN, kernel
import numpy as np


@kernel
def scaled(pair):
    return FACTOR * pair.numbers.sum()


print(scaled(Pair(np.array([20, 1]))), scaled.stats.cache_hits.total(), KEPT_IN is not None)
"""


@pytest.fixture
def package(tmp_path):
    """A package of its own with the real jit.py, a kernel and what that reads of another file."""
    folder = tmp_path / "domain" / "matching"
    folder.mkdir(parents=True)
    shutil.copy(jit.__file__, folder)
    (folder / "constants.py").write_text(CONSTANTS)
    (folder / "kernel.py").write_text(KERNEL)
    return folder


def said(package: Path, **environment: str) -> str:
    """What a new process prints: the result, kernels read from the disk, whether it keeps them."""
    home = package.parents[1]
    return subprocess.run(
        [sys.executable, "-m", "domain.matching.kernel"],
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout.strip()


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_the_next_process_reads_what_was_compiled_until_another_file_changes(package):
    assert said(package) == "42 0 True"
    assert said(package) == "42 1 True"
    change(package / "constants.py", "FACTOR = 2", "FACTOR = 3")
    assert said(package) == "63 0 True"
    for file in ("constants.py", "kernel.py"):  # what was kept names the tuple's class
        change(package / file, "Pair", "Two")
    assert said(package) == "63 0 True"


def test_the_folder_that_is_given_is_taken_before_the_one_beside_the_sources(package, tmp_path):
    given = tmp_path / "given"
    assert said(package, NUMBA_CACHE_DIR=str(given)) == "42 0 True"
    assert {path.suffix for path in given.rglob("*.nb?")} == {".nbi", ".nbc"}
    assert [*package.rglob("*.nb?")] == []


def test_kernels_compile_where_nothing_can_be_kept(package, tmp_path):
    for place in (package / "__pycache__", tmp_path / ".cache"):
        place.write_text("a file, in which there can be no folder")
    assert said(package, PYTHONDONTWRITEBYTECODE="1") == "42 0 False"


def test_every_source_in_the_kernels_packages_counts():
    names = {path.relative_to(jit.PACKAGES).as_posix() for path in jit.sources()}
    assert {"matching/forest.py", "matching/jit.py", "partner_index/kernel.py"} <= names


def test_a_version_depends_on_names_and_contents(tmp_path, monkeypatch):
    monkeypatch.setattr(jit, "PACKAGES", tmp_path)
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("a")
    other.write_text("b")
    versions = {jit.version_of([one, other])}
    other.write_text("c")
    versions.add(jit.version_of([one, other]))
    versions.add(jit.version_of([one, other.rename(tmp_path / "another.py")]))
    assert len(versions) == 3


def test_code_that_no_process_used_for_long_is_removed(tmp_path):
    own, old, recent = (tmp_path / f"kernels-{name}" for name in ("own", "old", "recent"))
    foreign = tmp_path / "matching"
    for folder, used in ((own, 10), (old, 10), (recent, 30), (foreign, 10)):
        (folder / "matching").mkdir(parents=True)
        os.utime(folder, (used, used))
    jit.remove_old_code(own, before=20)
    assert sorted(tmp_path.iterdir()) == sorted([own, recent, foreign])


def test_a_process_that_begins_marks_its_folder_as_used(tmp_path):
    first = jit.folder_in([tmp_path], version="1")
    assert first == tmp_path / "kernels-1"
    os.utime(first, (10, 10))
    assert jit.folder_in([tmp_path], version="1") == first
    assert first.stat().st_mtime > 10
