from datetime import UTC, datetime

from dashboards.domain.heat import Cell, heat_rows

SUNDAY_NIGHT = datetime(2026, 5, 3, 23, 30, tzinfo=UTC)


def test_instants_are_counted_on_the_readers_clocks():
    rows = dict(heat_rows([SUNDAY_NIGHT], zone="Europe/Berlin"))
    assert rows["Monday"] == [Cell(1, 4), Cell(0, 0), Cell(0, 0), Cell(0, 0)]
    assert dict(heat_rows([SUNDAY_NIGHT], zone="UTC"))["Sunday"][3] == Cell(1, 4)


def test_shades_are_relative_to_the_most_and_any_is_more_than_none():
    evening = SUNDAY_NIGHT.replace(hour=18)
    morning = SUNDAY_NIGHT.replace(hour=6)
    rows = dict(heat_rows([evening] * 9 + [morning], zone="UTC"))
    assert rows["Sunday"] == [Cell(0, 0), Cell(1, 1), Cell(0, 0), Cell(9, 4)]


def test_without_instants_everything_is_none():
    assert {cell for _, cells in heat_rows([], zone="UTC") for cell in cells} == {Cell(0, 0)}
