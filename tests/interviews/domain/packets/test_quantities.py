import pytest

from interviews.domain.packets.quantities import (
    NotComputable,
    compute,
    read_quantity,
    spelled_out,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30 M streams", 30e6),
        ("17 GB", 17e9),
        ("270 Tbit/s", 270e12),
        ("15 M/s", 15e6),
        ("20 ms", 0.02),
        ("40 min", 2400),
        ("0.24 %", 0.0024),
        ("5,000 servers", 5000),
        ("2.7 billion records", 2.7e9),
        ("-3", -3),
        ("67 Mbit/s per site", 67e6),
    ],
)
def test_quantities_are_read_into_plain_units(text: str, value: float) -> None:
    assert read_quantity(text).value == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "many", "GB 17", "about 3"])
def test_what_begins_with_no_number_is_no_quantity(text: str) -> None:
    with pytest.raises(NotComputable):
        read_quantity(text)


def test_formulas_are_arithmetic_over_known_names() -> None:
    known = {"streams": 30e6, "average": 9e6}
    assert compute("streams * average / 2", known) == 135e12
    assert compute("-sqrt(16) + ceil(0.2) ** 2 + max(1, 3)", known) == 0


@pytest.mark.parametrize(
    "formula",
    [
        "unknown * 2",
        "1 / 0",
        "2 ** 1000000",
        "().__class__",
        "__import__('os')",
        "[1][0]",
        "1 if 1 else 2",
        "9e999",
        "1 +",
        "True",
        "1" * 400,
    ],
)
def test_what_is_no_such_formula_is_refused_and_not_run(formula: str) -> None:
    with pytest.raises(NotComputable):
        compute(formula, {})


def test_a_formula_is_shown_with_what_its_names_stand_for() -> None:
    shown = {"streams": "30 M streams", "rate": "9 Mbit/s"}
    assert spelled_out("streams * rate / 86400 - 18e6", shown) == (
        "30 M streams × 9 Mbit/s / 86,400 − 18,000,000"
    )
