"""A take-home review's material: the code as handed in, its planted faults, the better code."""

from typing import Any

from interviews.domain.checker import Checker
from interviews.domain.front_matter import Section
from interviews.domain.packets.cases import python_of, read_checks
from interviews.domain.packets.material import Material, fenced, report_unknown_files
from interviews.domain.trial import Trial, Wrong

SEVERITIES = ("critical", "high", "medium", "low")
LEAST_FAULTS = 5


def read_review_material(check: Checker, sections: dict[str, Section]) -> Material:
    report_unknown_files(check, "take_home_review")
    code = _python_files(check, "code/")
    improved = _python_files(check, "improved/")
    for folder, files in (("code/", code), ("improved/", improved)):
        if not files:
            check.report_line(1, f"needs Python files in {folder}")
    faults_file = check.beside("faults.yaml")
    trial = _trial(check, code, improved)
    faults = _read_faults(faults_file, check, code, trial) if faults_file else []
    return Material(
        {
            "starter_code": "\n\n".join(
                f"**{name}**\n\n{fenced(check.material['code/' + name])}" for name in code
            ),
            "public_cases": [],
            "material": {
                "faults": faults,
                "improved": [
                    {"name": name, "code": check.material["improved/" + name]} for name in improved
                ],
                "checks": check.material.get("checks.py", ""),
            },
        },
        trial,
    )


def _python_files(check: Checker, folder: str) -> list[str]:
    names = sorted(name for name in check.material if name.startswith(folder))
    for name in names:
        python_of(check, name)
    # tests last: the code is read before what is said to prove it
    found = [name.removeprefix(folder) for name in names]
    return sorted(found, key=lambda name: (name.startswith("test_"), name))


def _trial(check: Checker, code: list[str], improved: list[str]) -> Trial | None:
    """The improved code must stand every check; the other must fail every hidden one."""
    cases = read_checks(check)
    if "checks.py" not in check.material:
        check.report_line(1, "needs the file checks.py beside it")
    main = [name for name in code if not name.startswith("test_")]
    if not cases or not main or main[0] not in improved:
        if main and improved and main[0] not in improved:
            check.report_line(1, f"has code/{main[0]}, but no improved/{main[0]}")
        return None
    return Trial(
        folder=check.path_beside(""),
        reference=f"improved/{main[0]}",
        wrong=(Wrong("as-handed-in", f"code/{main[0]}", "The code as it was handed in"),),
        cases=cases,
        has_checks=True,
        all_hidden_fail=True,
    )


def _read_faults(
    faults: Checker, check: Checker, code: list[str], trial: Trial | None
) -> list[dict[str, Any]]:
    functions = {case.function for case in trial.cases} if trial else set()
    found = []
    for n in range(len(faults.items("faults", least=LEAST_FAULTS))):
        shown_by = faults.text("faults", n, "shown_by", limit=80, optional=True)
        if shown_by and trial and shown_by not in functions:
            faults.report(("faults", n, "shown_by"), f"checks.py has no `{shown_by}`")
        found.append(
            {
                "fault": faults.text("faults", n, "fault", limit=300),
                "severity": faults.choice("faults", n, "severity", of=SEVERITIES),
                "effect": faults.text("faults", n, "effect", limit=800),
                **_place(faults, check, code, n),
            }
        )
    if found and not any(fault["severity"] == "critical" for fault in found):
        faults.report(("faults",), "needs at least one critical fault")
    return found


def _place(faults: Checker, check: Checker, code: list[str], n: int) -> dict[str, Any]:
    """Where a fault lies: the quoted words must stand on that line of that file."""
    file = faults.text("faults", n, "file", limit=80)
    line = faults.whole("faults", n, "line", least=1, most=2000)
    quote = faults.text("faults", n, "quote", limit=120)
    place = {"file": file, "line": line, "quote": quote}
    if file not in code:
        faults.report(("faults", n, "file"), f"there is no code/{file}")
        return place
    lines = check.material[f"code/{file}"].split("\n")
    if quote and (line > len(lines) or quote not in lines[line - 1]):
        real = [number for number, text in enumerate(lines, 1) if quote in text]
        where = f"it is on line {real[0]}" if real else "it is nowhere in the file"
        faults.report(("faults", n, "line"), f"`{quote}` is not on line {line} of {file}: {where}")
    return place
