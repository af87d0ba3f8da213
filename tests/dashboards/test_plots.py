from datetime import UTC, datetime, timedelta

from dashboards.plots import PlotPoint, line_plot

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def test_points_lie_by_time_and_value_whatever_their_order():
    plot = line_plot(
        [PlotPoint(day(4), 4), PlotPoint(day(0), 1), PlotPoint(day(1), 2.5)],
        label="x",
        bounds=(1, 4),
        ticks=[(2.5, "Yes", True)],
    )
    assert plot.dots == (("78.0", "160.0"), ("160.5", "86.0"), ("408.0", "12.0"))
    assert plot.line == "78.0,160.0 160.5,86.0 408.0,12.0"
    assert (plot.band, plot.ticks[0].y) == ("", "86.0")
    assert (plot.first_at, plot.last_at) == (day(0), day(4))


def test_band_goes_along_the_highs_and_back_along_the_lows():
    plot = line_plot(
        [PlotPoint(day(0), 1, 2, 1, 4), PlotPoint(day(1), 4, 2.5, 2.5, 4)],
        label="x",
        bounds=(1, 4),
        ticks=[],
    )
    assert plot.band == "78.0,12.0 408.0,12.0 408.0,86.0 78.0,160.0"
    assert plot.line == "78.0,110.7 408.0,86.0"


def test_values_beyond_the_bounds_stay_on_the_picture():
    plot = line_plot(
        [PlotPoint(day(0), -9), PlotPoint(day(1), 9)], label="x", bounds=(1, 4), ticks=[]
    )
    assert [y for _, y in plot.dots] == ["160.0", "12.0"]


def test_one_point_is_no_line_and_points_of_one_instant_are_spread():
    assert line_plot([PlotPoint(day(0), 1)], label="x", bounds=(1, 4), ticks=[]) is None
    plot = line_plot([PlotPoint(day(0), 1)] * 3, label="x", bounds=(1, 4), ticks=[])
    assert [x for x, _ in plot.dots] == ["78.0", "243.0", "408.0"]
