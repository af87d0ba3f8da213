"""`manage.py compile_kernels`, as a release runs it."""

import os
import time

import pytest
from django.core.management import call_command

from scheduling.domain.matching import jit

DAY = 24 * 60 * 60


@pytest.fixture
def kept_in(tmp_path, monkeypatch):
    folder = jit.folder_in([tmp_path], version="now")
    monkeypatch.setattr(jit, "KEPT_IN", folder)
    return folder


def test_it_says_where_the_code_is_kept_and_removes_what_is_over_a_month_old(kept_in, capsys):
    older, newer = (kept_in.with_name(f"kernels-{name}") for name in ("older", "newer"))
    for folder, days in ((older, 31), (newer, 29)):
        folder.mkdir()
        then = time.time() - days * DAY
        os.utime(folder, (then, then))
    call_command("compile_kernels")
    assert capsys.readouterr().out.endswith(f" s, kept in {kept_in}\n")
    assert sorted(kept_in.parent.iterdir()) == sorted([newer, kept_in])


def test_it_asks_for_a_folder_where_there_is_none(monkeypatch, capsys):
    monkeypatch.setattr(jit, "KEPT_IN", None)
    call_command("compile_kernels")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Set NUMBA_CACHE_DIR" in printed.err
