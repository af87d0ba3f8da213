"""A system design packet's material: estimates that are computed again, diagram, trade-offs."""

import re
from typing import Any

from interviews.domain.checker import Checker
from interviews.domain.front_matter import Section
from interviews.domain.packets.diagram import BadDiagram, read_diagram
from interviews.domain.packets.material import Material, report_unknown_files
from interviews.domain.packets.quantities import (
    NotComputable,
    Quantity,
    compute,
    read_quantity,
    spelled_out,
)

TOLERANCE_PERCENT = 3.0  # what rounding a worked figure may cost
MOST_TOLERANCE_PERCENT = 20.0
LEAST_GIVEN = 3
LEAST_ESTIMATES = 5
LEAST_TRADE_OFFS = 4
TRADE_OFF_COLUMNS = ("decision", "chosen", "the other way", "what would change it")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def read_design_material(check: Checker, sections: dict[str, Section]) -> Material:
    report_unknown_files(check, "system_design")
    estimates = check.beside("estimates.yaml")
    _check_diagram(check)
    return Material(
        {
            "starter_code": "",
            "public_cases": [],
            "material": {
                **(_read_estimates(estimates) if estimates else {"given": [], "estimates": []}),
                "diagram": check.material.get("diagram.mmd", ""),
                "trade_offs": _trade_offs(check, sections.get("Trade-offs")),
            },
        }
    )


def _read_estimates(check: Checker) -> dict[str, Any]:
    known: dict[str, Quantity] = {}
    given, estimates = [], []
    for n in range(len(check.items("given", least=LEAST_GIVEN))):
        name = check.text("given", n, "name", limit=120)
        quantity = _quantity(check, "given", n, "value")
        _remember(check, known, ("given", n), quantity)
        given.append({"name": name, "value": quantity.text})
    for n in range(len(check.items("estimates", least=LEAST_ESTIMATES))):
        formula = check.text("estimates", n, "formula", limit=300)
        stated = _quantity(check, "estimates", n, "result")
        _check_result(check, n, formula, stated, known)
        shown = {name: quantity.text for name, quantity in known.items()}
        estimates.append(
            {
                "name": check.text("estimates", n, "name", limit=120),
                "calculation": spelled_out(formula, shown),
                "result": stated.text,
                "note": check.text("estimates", n, "note", limit=300, optional=True),
            }
        )
        _remember(check, known, ("estimates", n), stated)
    return {"given": given, "estimates": estimates}


def _quantity(check: Checker, *path: str | int) -> Quantity:
    value = check.value(path)
    try:
        return read_quantity(str(value) if value is not None else "")
    except NotComputable as error:
        check.report(path, str(error))
        return Quantity(0.0, str(value))


def _remember(
    check: Checker, known: dict[str, Quantity], base: tuple[str, int], quantity: Quantity
) -> None:
    name = check.text(*base, "id", limit=40)
    if not _NAME.match(name):
        check.report((*base, "id"), f"`{name}` is no name for a formula: a_z0-9")
    elif name in known:
        check.report((*base, "id"), f"`{name}` stands here twice")
    known[name] = quantity


def _check_result(
    check: Checker, n: int, formula: str, stated: Quantity, known: dict[str, Quantity]
) -> None:
    """The stated result must be what the formula gives, to within the tolerance (in percent)."""
    percent = TOLERANCE_PERCENT
    if check.value(("estimates", n, "within_percent")) is not None:
        percent = check.number("estimates", n, "within_percent", most=MOST_TOLERANCE_PERCENT)
    try:
        value = compute(formula, {name: quantity.value for name, quantity in known.items()})
    except NotComputable as error:
        check.report(("estimates", n, "formula"), str(error))
        return
    if abs(value - stated.value) > percent / 100 * abs(value):
        reason = f"the formula gives {value:.4g}, but `{stated.text}` is {stated.value:.4g}"
        check.report(("estimates", n, "result"), reason)


def _check_diagram(check: Checker) -> None:
    if "diagram.mmd" not in check.material:
        check.report_line(1, "needs the file diagram.mmd beside it")
        return
    try:
        read_diagram(check.material["diagram.mmd"])
    except BadDiagram as error:
        check.report_beside("diagram.mmd", error.line, str(error))


def _trade_offs(check: Checker, section: Section | None) -> list[dict[str, str]]:
    """The table of the section, as rows with the keys decision, chosen, other and turns."""
    if section is None:
        return []
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in section.text.split("\n")
        if line.strip().startswith("|")
    ]
    heading = tuple(cell.lower() for cell in rows[0]) if rows else ()
    if heading != TRADE_OFF_COLUMNS or len(rows) < LEAST_TRADE_OFFS + 2:
        columns = " | ".join(TRADE_OFF_COLUMNS)
        check.report_line(
            section.line,
            f"`## Trade-offs` needs a table | {columns} | of at least {LEAST_TRADE_OFFS} rows",
        )
        return []
    if any(len(row) != len(TRADE_OFF_COLUMNS) or not all(row) for row in rows[2:]):
        check.report_line(section.line, "`## Trade-offs` has a row with empty or missing cells")
        return []
    keys = ("decision", "chosen", "other", "turns")
    return [dict(zip(keys, row, strict=True)) for row in rows[2:]]
