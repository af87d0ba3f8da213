"""A coding packet's material: starter code, reference, cases, and wrong variants."""

import ast
from typing import Any

from interviews.domain.checker import Checker
from interviews.domain.front_matter import Section
from interviews.domain.packets.cases import python_of, read_cases, read_wrong
from interviews.domain.packets.material import Material, fenced, report_unknown_files
from interviews.domain.trial import Trial

LEAST_PUBLIC = 2
LEAST_HIDDEN = 5
LEAST_WRONG = 3


def read_coding_material(check: Checker, sections: dict[str, Section]) -> Material:
    report_unknown_files(check, "coding")
    starter, solution = python_of(check, "starter.py"), python_of(check, "solution.py")
    if starter and solution:
        _check_starter(check, starter, solution)
    wrong = read_wrong(check)
    if len(wrong) < LEAST_WRONG:
        check.report_line(1, f"needs at least {LEAST_WRONG} wrong variants in wrong/")
    cases_file = check.beside("cases.yaml")
    if cases_file is None:
        return Material({"starter_code": "", "public_cases": [], "material": {}})
    trial = Trial(
        folder=check.path_beside(""),
        reference="solution.py",
        wrong=wrong,
        cases=read_cases(check, cases_file),
        has_checks="checks.py" in check.material,
        threads=cases_file.flag("threads"),
    )
    _check_trial(cases_file, trial)
    return Material(_fields(check, trial), trial if solution else None)


def _fields(check: Checker, trial: Trial) -> dict[str, Any]:
    def shown(is_public: bool) -> list[dict[str, Any]]:
        return [
            {"name": case.name, "run": case.run, "catches": list(case.catches)}
            for case in trial.cases
            if case.is_public == is_public and (case.run or not is_public)
        ]

    return {
        "starter_code": fenced(check.material.get("starter.py", "")),
        "public_cases": [{"name": case["name"], "run": case["run"]} for case in shown(True)],
        "material": {
            "reference": check.material.get("solution.py", ""),
            "hidden_cases": shown(False),
            "checks": check.material.get("checks.py", ""),
            "wrong": [
                {"slug": one.slug, "mistake": one.mistake, "code": check.material[one.file]}
                for one in trial.wrong
            ],
        },
    }


def _check_trial(cases_file: Checker, trial: Trial) -> None:
    public = sum(case.is_public for case in trial.cases)
    hidden = len(trial.cases) - public
    if public < LEAST_PUBLIC:
        cases_file.report(("public",), f"needs at least {LEAST_PUBLIC} public cases")
    if hidden < LEAST_HIDDEN:
        cases_file.report(("hidden",), f"needs at least {LEAST_HIDDEN} hidden cases")
    if trial.wrong and all(one.shows_in_public for one in trial.wrong):
        cases_file.report_line(1, "every wrong variant fails a public case; hidden ones are no use")
    if trial.threads and not trial.has_checks:
        cases_file.report(("threads",), "`threads` needs a checks.py that starts threads")
    known = {one.slug for one in trial.wrong}
    names: set[str] = set()
    for case in trial.cases:
        if case.name in names:
            cases_file.report_at(case.file, case.line, f"two cases are named “{case.name}”")
        names.add(case.name)
        for slug in case.catches:
            if slug not in known:
                reason = f"catches `{slug}`, but there is no wrong/{slug}.py"
                cases_file.report_at(case.file, case.line, reason)


def _check_starter(check: Checker, starter: ast.Module, solution: ast.Module) -> None:
    """Whatever the starter offers, the reference has too, with the same leading parameters."""
    offered, found = _signatures(starter), _signatures(solution)
    if not offered:
        check.report_beside("starter.py", 1, "offers no function or class to write")
    for name, (line, parameters) in offered.items():
        if name not in found:
            check.report_beside("starter.py", line, f"`{name}` is not in solution.py")
        elif found[name][1][: len(parameters)] != parameters:
            given = ", ".join(found[name][1])
            check.report_beside("starter.py", line, f"`{name}` takes ({given}) in solution.py")


def _signatures(tree: ast.Module) -> dict[str, tuple[int, list[str]]]:
    """Line and positional parameters of all functions, classes and methods, by dotted name."""
    found: dict[str, tuple[int, list[str]]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = (node.lineno, [argument.arg for argument in node.args.args])
        elif isinstance(node, ast.ClassDef):
            found[node.name] = (node.lineno, [])
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    parameters = [argument.arg for argument in inner.args.args]
                    found[f"{node.name}.{inner.name}"] = (inner.lineno, parameters)
    return found
