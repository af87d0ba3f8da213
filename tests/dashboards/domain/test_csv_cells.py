import pytest

from dashboards.domain.csv_cells import safe_cell


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(sign):
    assert safe_cell(f"{sign}cmd|'/c calc'!A0") == f"'{sign}cmd|'/c calc'!A0"


@pytest.mark.parametrize(
    ("value", "text"),
    [("Calm Heron", "Calm Heron"), ("a=b", "a=b"), (-2, "-2"), (1.5, "1.5"), (None, ""), ("", "")],
)
def test_everything_else_stays_as_it_is(value, text):
    assert safe_cell(value) == text
