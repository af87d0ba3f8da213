"""What runs a packet's code survives code that hangs, grows, dies, prints or races."""

from pathlib import Path

import pytest

from interviews.bank.trials import run_trials, run_variant
from interviews.domain.trial import Case, Trial, Wrong

CHECK_RACE = '''
from packet_tools import preempt_everywhere, together


def hidden_race(code):
    """Two that count at once count two"""

    def scenario():
        counter = code.Counter()

        def verify(first, second):
            assert counter.count == 2, counter.count

        return counter.add, counter.add, verify

    preempt_everywhere(scenario)
    together(lambda: None, lambda: None)
'''

RIGHT = """
import threading


class Counter:
    def __init__(self):
        self.count, self.lock = 0, threading.Lock()

    def add(self):
        with self.lock:
            now = self.count
            self.count = now + 1
"""

RACING = """# Mistake: Reads and writes without the lock.
class Counter:
    def __init__(self):
        self.count = 0

    def add(self):
        now = self.count
        self.count = now + 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "packet/wrong").mkdir(parents=True)
    return tmp_path / "packet"


def trial(*runs: str, wrong: tuple[Wrong, ...] = (), **options) -> Trial:
    cases = tuple(
        Case(name=f"case {n}", is_public=False, file="packet/cases.yaml", line=10 * n, run=run)
        for n, run in enumerate(runs, 1)
    )
    return Trial("packet", "solution.py", wrong, cases, has_checks=False, **options)


def outcomes(folder: Path, code: str, *runs: str) -> list[tuple[bool, str]]:
    (folder / "solution.py").write_text(code)
    run = run_variant(trial(*runs), "solution.py", root=folder.parent)
    assert not run.broken
    return [(outcome.ok, outcome.why) for outcome in run.outcomes]


def test_results_are_compared_as_values_not_as_printed(folder: Path) -> None:
    code = "def f():\n    return {'b': 1, 'a': (1.0, None)}\n"
    assert outcomes(
        folder,
        code,
        ">>> f()\n{'a': (1, None), 'b': 1}\n",
        ">>> f()['b']\nTrue\n",
        ">>> f()\n",
    ) == [
        (True, ""),
        (False, "`f()['b']` gave 1, expected True"),
        (False, "`f()` gave {'b': 1, 'a': (1.0, None)}, expected None"),
    ]


def test_an_expected_exception_is_compared_by_type_and_words(folder: Path) -> None:
    code = "def f():\n    raise KeyError('which 7')\n"
    wants = ("LookupError", "KeyError: 'which ...'", "KeyError: other", "ValueError")
    runs = [f">>> f()\nTraceback (most recent call last):\n{want}\n" for want in wants]
    assert [ok for ok, _ in outcomes(folder, code, *runs)] == [True, True, False, False]


def test_one_case_never_sees_what_another_left_behind(folder: Path) -> None:
    code = "seen = []\n\n\ndef f():\n    seen.append(1)\n    return len(seen)\n"
    assert outcomes(folder, code, ">>> f()\n1\n", ">>> f()\n1\n") == [(True, ""), (True, "")]


def test_printing_and_closing_do_not_disturb_the_results(folder: Path) -> None:
    code = "import os\n\n\ndef f():\n    print('{}')\n    os.write(1, b'x')\n    return 1\n"
    assert outcomes(folder, code, ">>> f()\n1\n") == [(True, "")]


def test_a_loop_without_end_is_stopped_and_the_next_case_runs(folder: Path) -> None:
    (folder / "solution.py").write_text("def f():\n    return 1\n")
    (folder / "wrong/loops.py").write_text("def f():\n    while True:\n        pass\n")
    both = trial(">>> f()\n1\n", ">>> 2\n2\n")
    reference = run_variant(both, "solution.py", root=folder.parent)
    run = run_variant(both, "wrong/loops.py", root=folder.parent, reference=reference)
    assert [outcome.ok for outcome in run.outcomes] == [False, True]
    assert "did not end in its time" in run.outcomes[0].why


def test_memory_is_limited(folder: Path) -> None:
    code = "def f():\n    return len(bytearray(4 << 30))\n"
    assert outcomes(folder, code, ">>> f()\n1\n") == [(False, "`f()` raised MemoryError")]


def test_code_that_ends_its_process_fails_that_case_and_those_after(folder: Path) -> None:
    code = "import os\n\n\ndef f():\n    os._exit(3)\n"
    found = outcomes(folder, code, ">>> 1\n1\n", ">>> f()\n", ">>> 1\n1\n")
    assert found == [
        (True, ""),
        (False, "the process ended early: code 3"),
        (False, "the process ended early: code 3"),
    ]


def test_code_that_cannot_be_loaded_is_named_with_its_line(folder: Path) -> None:
    (folder / "solution.py").write_text("import json\n\nanswer = 1 / 0\n")
    found = run_trials([trial(">>> 1\n1\n")], root=folder.parent)
    assert [str(problem) for problem in found] == [
        "packet/solution.py:3: cannot be loaded: raised ZeroDivisionError: division by zero"
    ]


def test_the_sites_own_packages_and_environment_are_out_of_reach(folder: Path, monkeypatch) -> None:
    monkeypatch.setenv("PREP_SECRET_KEY", "secret")
    code = "import os\n\n\ndef f():\n    return 'PREP_SECRET_KEY' in os.environ\n"
    session = ">>> f()\nFalse\n>>> import django\nTraceback (most recent call last):\nImportError\n"
    assert outcomes(folder, code, session) == [(True, "")]


def race(folder: Path, wrong_code: str) -> list[str]:
    (folder / "solution.py").write_text(RIGHT)
    (folder / "checks.py").write_text(CHECK_RACE)
    (folder / "wrong/racing.py").write_text(wrong_code)
    case = Case(
        name="race",
        is_public=False,
        file="packet/checks.py",
        line=5,
        function="hidden_race",
        catches=("racing",),
    )
    wrong = (Wrong("racing", "wrong/racing.py", "Reads and writes without the lock"),)
    threads = Trial("packet", "solution.py", wrong, (case,), has_checks=True, threads=True)
    return [str(problem) for problem in run_trials([threads], root=folder.parent)]


def test_a_race_is_provoked_every_time_and_a_lock_stands_it(folder: Path) -> None:
    assert race(folder, RACING) == []


def test_code_without_the_race_is_not_taken_for_racing(folder: Path) -> None:
    assert race(folder, "# Mistake: None, for it locks.\nfrom solution import Counter\n") == [
        "packet/checks.py:5: “race” is to catch wrong/racing.py, and does not",
    ]


def test_a_packet_of_threads_must_start_some(folder: Path) -> None:
    (folder / "solution.py").write_text("def f():\n    return 1\n")
    found = run_trials([trial(">>> f()\n1\n", threads=True)], root=folder.parent)
    assert [str(problem) for problem in found] == [
        "packet/checks.py:1: no hidden check starts two threads"
    ]


def test_a_wrong_variant_is_waited_for_briefly_in_hidden_cases_alone(folder: Path) -> None:
    (folder / "solution.py").write_text("")
    (folder / "wrong/hanging.py").write_text("# Mistake: Hangs.\n")
    hidden = "packet/cases.yaml", 5, ">>> WAIT_S == 5\nTrue\n"
    public = "packet/cases.yaml", 9, ">>> WAIT_S > 0.5\nTrue\n"
    cases = (
        Case("hidden", False, *hidden, catches=("hanging",)),
        Case("public", True, *public),
    )
    wrong = (Wrong("hanging", "wrong/hanging.py", "Hangs"),)
    waiting = Trial("packet", "solution.py", wrong, cases, has_checks=False)
    assert run_trials([waiting], root=folder.parent) == []
