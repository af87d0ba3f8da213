"""compile_kernels() leaves nothing to compile: seen in a process where nothing else has run."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import json
import sys
from dataclasses import replace
from random import Random

from numba.core.dispatcher import Dispatcher

from scheduling.domain.compiling import compile_kernels
from scheduling.domain.matching import jit
from scheduling.domain.matching.plan import plan_sessions
from tests.scheduling.domain.matching.random_pools import random_pool


def kernels():
    return {
        f"{name}.{value.__name__}": value
        for name, module in [*sys.modules.items()]
        if name.startswith("scheduling.")
        for value in vars(module).values()
        if isinstance(value, Dispatcher) and value.__module__ == name
    }


def forms():
    return {f"{name}{form}" for name, one in kernels().items() for form in one.signatures}


compile_kernels(clock=lambda: 0.0)
ready = forms()
chance = Random(5)
for people, sessions, locked in ((40, 1, 0), (90, 1, 20), (90, 2, 0), (650, 2, 90), (1300, 1, 90)):
    pool = random_pool(chance, people=people, hours=48, windows=2)
    pool = replace(
        pool,
        people=tuple(replace(person, sessions=sessions) for person in pool.people),
        fixed=tuple(tuple(chance.sample(range(people), 2)) for _ in range(locked)),
    )
    plan_sessions(pool, clock=lambda: 0.0)
files = {one.py_func.__code__.co_filename for one in kernels().values()}
print(json.dumps({
    "modules with code": sorted({form.split("(")[0].rpartition(".")[0] for form in ready}),
    "modules of kernels": sorted({name.rpartition(".")[0] for name in kernels()}),
    "compiled later": sorted(forms() - ready),
    "elsewhere": sorted(files.difference(map(str, jit.sources()))),
}))
"""


def test_after_compiling_nothing_is_left_for_any_plan_and_no_kernel_is_elsewhere():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["modules with code"] == told["modules of kernels"]
    assert len(told["modules of kernels"]) > 9
    assert (told["compiled later"], told["elsewhere"]) == ([], [])
