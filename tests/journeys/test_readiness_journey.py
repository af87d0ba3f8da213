"""Readiness of four people with none to thirty sessions: what is drawn is what the tables say."""

import re
from math import ceil

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.people import sign_in

pytestmark = pytest.mark.journey

BUILD = "from tests.journeys import learners; learners.build_learners()"
MOST_BYTES = 250_000
HALF_A_PIXEL = 0.51  # by which d3 moves ticks, so that they are crisp
# Where the plot has each mark, its band and the ends of its scale, beside what its table says.
LINE = """figure => {
  const at = (node) => node.transform.baseVal.consolidate().matrix.f;
  const ticks = [...figure.querySelectorAll(".plot__axis--rules .tick")].map(at);
  const rows = [...figure.querySelectorAll("tbody tr")];
  const value = (row, name) =>
    Number(row.querySelector(`data[data-is="${name}"]`)?.value ?? NaN);
  const d = figure.querySelector(".plot__band").getAttribute("d") ?? "";
  return {
    ends: [Math.max(...ticks), Math.min(...ticks)],
    marks: [...figure.querySelectorAll(".plot__point")].map(at),
    open: [...figure.querySelectorAll(".plot__mark:not(.legend *)")].map((mark) =>
      mark.classList.contains("plot__mark--open")),
    band: d.match(/-?[\\d.]+,-?[\\d.]+/g)?.map((pair) => Number(pair.split(",")[1])) ?? [],
    rows: rows.map((row) => ["p", "low", "high", "step"].map((name) => value(row, name))),
    isGap: figure.dataset.plot === "gap",
  };
}"""
ROWS = """table => [...table.querySelectorAll("tbody tr")].map((row) => {
  const number = (selector, name) => Number(row.querySelector(selector)?.getAttribute(name) ?? NaN);
  const ends = ["x1", "x2"].map((name) => number(".interval__track", name));
  const share = (x) => (x - ends[0]) / (ends[1] - ends[0]);
  return {
    said: ["low", "p", "high"].map((name) =>
      Number(row.querySelector(`data[data-is="${name}"]`)?.value ?? NaN)),
    drawn: [number(".interval__range", "x1"), number(".interval__point", "cx"),
      number(".interval__range", "x2")].map(share),
  };
})"""


def enter(new_page, name: str, **options) -> tuple[Page, list[str]]:
    """The person's readiness page, and whatever its console complains of from now on."""
    page = new_page(**options)
    sign_in(page, email=f"{name}@learning.example")
    complaints: list[str] = []
    page.on(
        "console",
        lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None,
    )
    page.goto("/readiness/")
    expect(page.get_by_role("heading", name="Readiness", exact=True)).to_be_visible()
    return page, complaints


def test_what_is_drawn_is_what_the_tables_say(site: Site, new_page) -> None:
    site.manage("shell", "-v0", "-c", BUILD)
    nina, _ = enter(new_page, "nina", width=360, dark=True)
    expect(nina.get_by_role("link", name="See what a report looks like")).to_be_visible()
    otis, _ = enter(new_page, "otis", width=360)
    expect(otis.get_by_text("“I would count the open boats first.” Number 0").first).to_be_visible()
    petra, _ = enter(new_page, "petra", width=360, dark=True)
    for page in (nina, otis, petra):
        expect(page.locator("figure.plot")).to_have_count(0)
        assert_it_fits(page)
    for page, judged in ((nina, 0), (otis, 0), (petra, 1)):
        assert judged_rows(page.locator(".plot-rows").first) == judged
    quentin, complaints = enter(new_page, "quentin", dark=True)
    assert len(quentin.content()) < MOST_BYTES
    open_what_is_folded(quentin)
    assert_everything_is_drawn(quentin)
    go_along_by_keys(quentin)
    assert complaints == []
    quentin.set_viewport_size({"width": 360, "height": 800})
    assert_everything_is_drawn(quentin)
    assert_it_fits(quentin)
    tap_a_session(quentin)
    quentin.emulate_media(media="print")
    assert_it_fits(quentin)
    assert complaints == []


def assert_it_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def judged_rows(table: Locator) -> int:
    """How many rows have an interval; each is drawn where the row says."""
    expect(table.locator("tbody svg").first).to_be_visible()
    rows = table.evaluate(ROWS)
    judged = [row for row in rows if row["said"][0] == row["said"][0]]
    for row in judged:
        assert row["drawn"] == pytest.approx(row["said"], abs=1e-4)
    undrawn = [row["drawn"][0] for row in rows if row not in judged]
    assert undrawn == pytest.approx([float("nan")] * len(undrawn), nan_ok=True)
    return len(judged)


def open_what_is_folded(page: Page) -> None:
    """A row leads to what is behind it, which opens, and from there to every quote."""
    behind = page.locator("#competency-trade-offs")
    expect(behind).to_be_hidden()
    page.get_by_role("link", name="Trade-offs", exact=True).click()
    expect(behind.locator("figure.plot .plot__point").first).to_be_visible()
    behind.get_by_text("quotes behind this").click()
    behind.get_by_role("link", name=re.compile(r"^All \d+ quotes")).click()
    expect(page.get_by_role("heading", name="Trade-offs", level=1)).to_be_visible()
    page.goto("/readiness/")


def assert_everything_is_drawn(page: Page) -> None:
    """Every round and competency of the thirty sessions, folded ones too."""
    rounds, competencies = page.locator(".plot-rows").all()
    assert (judged_rows(rounds), judged_rows(competencies) > 8) == (4, True)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    trends = page.locator("figure[data-plot='chance']")
    assert trends.count() > 8
    for figure in [*trends.all(), page.locator("figure[data-plot='gap']")]:
        expect(figure.locator(".plot__point").first).to_be_visible()
        assert_drawn(figure.evaluate(LINE))


def assert_drawn(plot: dict) -> None:
    rows, (low_y, high_y) = plot["rows"], plot["ends"]
    most = max(1, *(ceil(abs(row[0])) for row in rows))
    low, high = (-most, most) if plot["isGap"] else (0, 1)

    def y(value: float) -> float:
        return low_y + (value - low) / (high - low) * (high_y - low_y)

    assert plot["marks"] == pytest.approx([y(row[0]) for row in rows], abs=HALF_A_PIXEL)
    if not plot["isGap"]:
        band = [y(row[2]) for row in rows] + [y(row[1]) for row in reversed(rows)]
        assert plot["band"] == pytest.approx(band, abs=HALF_A_PIXEL)
        assert plot["open"] == [row[3] < 3 for row in rows]


def go_along_by_keys(page: Page) -> None:
    """Tab reaches a plot once; the arrows go on from its newest session."""
    figure = page.locator("#round-coding figure.plot")
    points = figure.locator(".plot__point")
    expect(figure.locator(".plot__point[tabindex='0']")).to_have_count(1)
    page.locator("#round-coding h3").scroll_into_view_if_needed()
    page.evaluate("document.activeElement.blur()")
    points.last.focus()
    page.keyboard.press("ArrowLeft")
    last_but_one = points.nth(points.count() - 2)
    expect(last_but_one).to_be_focused()
    words = last_but_one.get_attribute("aria-label")
    assert words is not None
    assert re.search(r"Said: (strong )?(yes|no)\. By: Helper \d who learns\. Chance", words)
    said = figure.locator("[data-plot-said]")
    expect(said).to_contain_text(words)
    page.keyboard.press("Home")
    expect(points.first).to_be_focused()
    page.keyboard.press("Tab")
    expect(said.get_by_role("link", name="Open the report")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()


def tap_a_session(page: Page) -> None:
    figure = page.locator("#round-coding figure.plot")
    figure.scroll_into_view_if_needed()
    point = figure.locator(".plot__point").nth(2)
    point.locator(".plot__mark").click()
    words = point.get_attribute("aria-label")
    assert words is not None
    expect(figure.locator("[data-plot-said]")).to_contain_text(words)
