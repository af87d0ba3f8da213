"""Run one variant of a packet's code against its cases. A program of its own, never imported.

Reads a job as JSON from standard input and writes one line of JSON for each case that has ended.
It is started by trials.py as a bare interpreter (no site packages, no environment) with limits on
memory, time and files. It protects the validator from code that hangs or grows, not the machine
from code that means harm: it runs what is in the repository and nothing else.
"""

import contextlib
import importlib.util
import io
import json
import os
import re
import resource
import signal
import sys
import threading
import time
import traceback
from types import CodeType, FrameType, ModuleType
from typing import Any

CASE_WALL_S = 20.0
MAX_BYTES = 1 << 30
MAX_FILE_BYTES = 1 << 20


class OutOfTime(BaseException):
    """No Exception, so that the code's own handlers let it through."""


class NotHeld(Exception):
    """A line of a session did not give what stands below it."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def main() -> None:
    job = json.load(sys.stdin)
    results = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what the code prints is no result
    limit()
    sys.path.insert(0, job["folder"])
    tools = load_module("packet_tools", job["tools"])
    path = os.path.join(job["folder"], job["module"])
    tools.packet_files = (path, os.path.join(job["folder"], job["reference"]))
    try:
        with open(path, encoding="utf-8") as file:
            code = compile(file.read(), path, "exec")
        fresh_module(code, path, job)
    except BaseException as error:
        broken = {"broken": describe(error), "line": last_line(error, path)}
        results.write(json.dumps(broken) + "\n")
        return
    for case in job["cases"]:
        before = tools.started_threads
        outcome = run_case(case, job, code, path, tools)
        outcome["threads"] = tools.started_threads - before
        results.write(json.dumps(outcome) + "\n")
    results.flush()
    os._exit(0)  # threads that still hang are not waited for


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.stack_size(512 * 1024)

    def on_time(signum: int, frame: FrameType | None) -> None:
        raise OutOfTime

    signal.signal(signal.SIGALRM, on_time)
    signal.signal(signal.SIGPROF, on_time)


def set_timers(cpu_s: float, wall_s: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    signal.setitimer(signal.ITIMER_REAL, wall_s)


def load_module(name: str, path: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def fresh_module(code: CodeType, path: str, job: dict[str, Any]) -> ModuleType:
    """The variant as a new module: one case never sees what another left behind."""
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(job["folder"] + os.sep):
            del sys.modules[name]
    module = ModuleType("code_under_test")
    module.__file__ = path
    sys.modules["code_under_test"] = module
    exec(code, module.__dict__)  # noqa: S102 (a file of the repository)
    return module


def run_case(
    case: dict[str, Any], job: dict[str, Any], code: CodeType, path: str, tools: Any
) -> dict[str, Any]:
    set_timers(case["cpu_s"], CASE_WALL_S)
    tools.WAIT_S = case["wait_s"]
    began = time.process_time()
    try:
        module = fresh_module(code, path, job)
        with contextlib.redirect_stdout(io.StringIO()):
            if case["function"]:
                checks = load_module("packet_checks", os.path.join(job["folder"], "checks.py"))
                getattr(checks, case["function"])(module)
            else:
                run_session(case["session"], module, tools)
    except NotHeld as error:
        return {"ok": False, "why": str(error), "line": case["line"] + error.line}
    except BaseException as error:
        line = last_line(error, os.path.join(job["folder"], "checks.py"))
        return {"ok": False, "why": describe(error), "line": line or case["line"]}
    finally:
        set_timers(0, 0)
    return {"ok": True, "cpu_s": time.process_time() - began}


def run_session(lines: list[dict[str, Any]], module: ModuleType, tools: Any) -> None:
    names = {**vars(tools), **vars(module)}
    for line in lines:
        source, want, expected = line["source"], line["want"], line["error"]
        try:
            got = run_line(source, names)
        except Exception as error:
            if not is_expected(error, expected):
                raise NotHeld(line["line"], f"`{brief(source)}` {describe(error)}") from error
            continue
        if expected is not None:
            raise NotHeld(line["line"], f"`{brief(source)}` did not raise {expected.strip()}")
        if not is_equal(got, want, names):
            wanted = brief(want.strip() or "None")
            reason = f"`{brief(source)}` gave {brief(repr(got))}, expected {wanted}"
            raise NotHeld(line["line"], reason)


def run_line(source: str, names: dict[str, Any]) -> Any:
    try:
        expression = compile(source.strip(), "<case>", "eval")
    except SyntaxError:
        exec(compile(source, "<case>", "exec"), names)  # noqa: S102 (a file of the repository)
        return None
    return eval(expression, names)  # noqa: S307 (a file of the repository)


def is_equal(got: Any, want: str, names: dict[str, Any]) -> bool:
    """Equal by value if what is expected can be read as a value, otherwise by how it prints."""
    if not want.strip():
        return got is None
    try:
        expected = eval(want.strip(), names)  # noqa: S307 (a file of the repository)
    except Exception:
        return repr(got) == want.strip()
    return bool(got == expected) and isinstance(got, bool) == isinstance(expected, bool)


def is_expected(error: Exception, message: str | None) -> bool:
    """`ValueError` alone asks for the type; `ValueError: a ... b` for its words too."""
    if message is None:
        return False
    name, _, words = message.strip().partition(":")
    if name.rpartition(".")[2] not in [kind.__name__ for kind in type(error).__mro__]:
        return False
    pattern = ".*".join(re.escape(part) for part in " ".join(words.split()).split("..."))
    return not words.strip() or bool(re.fullmatch(pattern, " ".join(str(error).split())))


def describe(error: BaseException) -> str:
    if isinstance(error, OutOfTime):
        return "did not end in its time: 5 s for a reference, six times that one's for a variant"
    return brief(f"raised {type(error).__name__}: {error}".rstrip(": "))


def brief(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 160 else words[:157] + "..."


def last_line(error: BaseException, path: str) -> int:
    """The innermost line of the file `path` on the error's way, 0 if it is not on it."""
    way = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in way if frame.filename == path]
    if not lines and isinstance(error, SyntaxError):
        return error.lineno or 1
    return (lines[-1] or 0) if lines else 0


main()
