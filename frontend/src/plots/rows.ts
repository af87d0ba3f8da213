// Intervals in a table: each row's own, all on one scale that the head of the column shows.

import { axisBottom } from "d3-axis";
import { type ScaleLinear, scaleLinear } from "d3-scale";
import { create } from "d3-selection";
import { type Interval, intervalOf } from "./table";

const EDGE = 18; // half of "100 %", which stands below the end
const HEIGHT = 28;
const MIDDLE = HEIGHT / 2;

type Scale = ScaleLinear<number, number>;

function canvas(width: number, height: number) {
  return create<SVGSVGElement>("svg:svg")
    .attr("class", "plot__drawing")
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("aria-hidden", "true"); // the row beside it says the same
}

function line(drawing: ReturnType<typeof canvas>, name: string, from: number, to: number): void {
  drawing
    .append("line")
    .attr("class", name)
    .attr("x1", from)
    .attr("x2", to)
    .attr("y1", MIDDLE)
    .attr("y2", MIDDLE);
}

function drawRow(cell: Element, interval: Interval | null, x: Scale, width: number): void {
  const drawing = canvas(width, HEIGHT);
  line(drawing, "interval__track", x(0), x(1));
  drawing
    .append("line")
    .attr("class", "interval__tick")
    .attr("x1", x(0.5))
    .attr("x2", x(0.5))
    .attr("y1", 0)
    .attr("y2", HEIGHT);
  if (interval) {
    line(drawing, "interval__range", x(interval.low), x(interval.high));
    drawing
      .append("circle")
      .attr("class", "interval__point")
      .attr("cx", x(interval.p))
      .attr("cy", MIDDLE)
      .attr("r", 6);
  }
  cell.replaceChildren(drawing.node() as SVGSVGElement);
}

/** Fills the cells marked `data-plot-place` of `table`: an axis in its head, a bar in each row. */
export function drawRows(table: HTMLTableElement, width: number): void {
  const x = scaleLinear([0, 1], [EDGE, width - EDGE]);
  for (const place of table.querySelectorAll("[data-plot-place]")) {
    const row = place.closest("tr");
    if (!row) continue;
    if (row.parentElement !== table.tHead) {
      drawRow(place, intervalOf(row), x, width);
      continue;
    }
    const axis = canvas(width, 20);
    axis
      .append("g")
      .attr("class", "plot__axis plot__axis--words")
      .call(
        axisBottom(x)
          .tickValues([0, 0.5, 1])
          .tickSize(0)
          .tickPadding(4)
          .tickFormat((share) => `${100 * Number(share)} %`),
      );
    place.replaceChildren(axis.node() as SVGSVGElement);
  }
}
