"""`manage.py match_pool` as an operator runs it: a process of its own, without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.scheduling.domain.matching.checker import check
from tests.scheduling.domain.matching.pools import person, pool_of, random_pool

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pool():
    return random_pool(4, 13, days=3)


@pytest.fixture
def pool_file(tmp_path, pool):
    path = tmp_path / "pool.json"
    path.write_text(json.dumps(pool))
    return path


def match_pool(*arguments, home, stdin=None):
    """The finished process, in an environment of nothing but the defaults."""
    return subprocess.run(
        [sys.executable, "manage.py", "match_pool", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "PREP_VAR_DIR": str(home / "var")},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_plan_is_printed_and_needs_no_database(pool, pool_file, tmp_path):
    done = match_pool(pool_file, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    plan = json.loads(done.stdout)
    check(pool, plan)
    assert list(plan) == ["sessions", "unmatched", "value", "upper_bound", "seconds"]
    assert plan["value"] == plan["upper_bound"] > 0
    assert plan["seconds"] > 0
    assert [path.name for path in tmp_path.rglob("*.sqlite3")] == []


def test_dash_reads_standard_input(pool, tmp_path):
    done = match_pool("-", home=tmp_path, stdin=json.dumps(pool))
    assert done.returncode == 0
    check(pool, json.loads(done.stdout))


def test_bad_pool_ends_with_2_and_one_line(tmp_path):
    text = json.dumps(pool_of(person("a"), person("b"), person("c"), person("d", level=9)))
    done = match_pool("-", home=tmp_path, stdin=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "people[3].level: must be from 1 to 5, not 9\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--time-limit", "-1"], "argument --time-limit"),
        (["--time-limit", "nan"], "argument --time-limit"),
        (["--time-limit", "soon"], "argument --time-limit"),
    ],
)
def test_bad_time_limit_is_refused(pool_file, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("match_pool", str(pool_file), *arguments)


@pytest.mark.parametrize(
    ("name", "why"), [("none.json", "No such file or directory"), (".", "Is a directory")]
)
def test_missing_file_and_folder_are_refused(tmp_path, capsys, name, why):
    path = tmp_path / name
    with pytest.raises(SystemExit) as caught:
        call_command("match_pool", str(path))
    assert caught.value.code == 2
    assert capsys.readouterr().err == f"{path}: {why}\n"


def test_what_a_terminal_would_obey_is_not_repeated(tmp_path, capsys):
    path = tmp_path / "pool.json"
    path.write_text(json.dumps(pool_of() | {"a\x1b[2J\nb": 1}))
    call_command("match_pool", str(path))
    assert capsys.readouterr().err == "a�[2J�b: unknown key, passed over\n"


def test_unknown_key_is_a_warning(tmp_path, capsys):
    path = tmp_path / "pool.json"
    path.write_text(json.dumps(pool_of(person("a", colour="red"))))
    call_command("match_pool", str(path))
    found = capsys.readouterr()
    assert found.err == "people[0].colour: unknown key, passed over\n"
    assert json.loads(found.out)["unmatched"] == [{"id": "a", "why": "Nobody else is here"}]


def test_file_is_written_whole_in_place_of_the_old_one(pool, pool_file, tmp_path, capsys):
    out = tmp_path / "plan.json"
    out.write_text("old")
    call_command("match_pool", str(pool_file), "--out", str(out))
    check(pool, json.loads(out.read_text()))
    assert capsys.readouterr().out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "pool.json"]


def test_old_file_stays_where_the_new_one_fails(pool_file, tmp_path):
    folder = tmp_path / "plan.json"
    folder.mkdir()
    with pytest.raises(CommandError, match=f"{folder}: Is a directory"):
        call_command("match_pool", str(pool_file), "--out", str(folder))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "pool.json"]


def test_progress_is_told_on_request(pool_file, capsys):
    call_command("match_pool", str(pool_file), verbosity=2)
    assert capsys.readouterr().err.startswith("Solving exactly")


def test_time_limit_of_nothing_leaves_a_feasible_plan(pool, pool_file, capsys):
    call_command("match_pool", str(pool_file), "--time-limit", "0")
    check(pool, json.loads(capsys.readouterr().out))
