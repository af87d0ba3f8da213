// Values over time: the line, its interval as a band, a mark for each session.

import { extent, max } from "d3-array";
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear, scaleTime } from "d3-scale";
import { create } from "d3-selection";
import { area, line } from "d3-shape";
import { letChoose } from "./choice";
import type { Point } from "./table";

const TOP = 12;
const BOTTOM = 26;
const RIGHT = 14;
const DAY_MS = 86_400_000;
const MOST_HEIGHT = 260;
const YES = 3;

interface Axis {
  readonly ends: [low: number, high: number];
  readonly ticks: readonly number[];
  readonly middle: number; // the line that matters
  readonly left: number; // what the words at its ticks need
  words(value: number): string;
}

const CHANCE: Axis = {
  ends: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  middle: 0.5,
  left: 50,
  words: (value) => `${100 * value} %`,
};

/** Levels of a form. */
const LEVEL: Axis = {
  ends: [1, 4],
  ticks: [1, 2, 3, 4],
  middle: Number.NaN, // none matters more than the others
  left: 24,
  words: String,
};

/** From "1 lower" over "Same" to "1 higher": as far as the widest difference, a level at least. */
function differences(points: readonly Point[]): Axis {
  const most = Math.ceil(max(points, (point) => Math.abs(point.value)) || 1);
  const words = (value: number) =>
    value === 0 ? "Same" : `${Math.abs(value)} ${value > 0 ? "higher" : "lower"}`;
  return { ends: [-most, most], ticks: [-most, 0, most], middle: 0, left: 64, words };
}

function axisOf(plot: string | undefined, points: readonly Point[]): Axis {
  if (plot === "gap") return differences(points);
  return plot === "level" ? LEVEL : CHANCE;
}

/** The days, a little beyond the first and the last: points of one instant lie in the middle. */
function timeScale(points: readonly Point[], from: number, to: number) {
  const [first, last] = extent(points, (point) => point.at) as [Date, Date];
  const room = Math.max(DAY_MS / 2, (last.getTime() - first.getTime()) * 0.03);
  const ends = [new Date(first.getTime() - room), new Date(last.getTime() + room)];
  return scaleTime(ends, [from, to]);
}

function dayAxis(x: ReturnType<typeof timeScale>, width: number) {
  const [first, last] = x.domain() as [Date, Date];
  const isLong = last.getTime() - first.getTime() > 300 * DAY_MS;
  const format = new Intl.DateTimeFormat(
    "en-GB",
    isLong ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" },
  );
  const ticks = x.ticks(Math.max(3, Math.floor(width / 110)));
  const isNew = (at: Date, n: number) => {
    const before = ticks[n - 1];
    return before === undefined || format.format(at) !== format.format(before);
  };
  return axisBottom<Date>(x)
    .tickValues(ticks.filter(isNew))
    .tickSize(4)
    .tickFormat((at) => format.format(at));
}

/** Draws `points` into `place`, `width` wide. The mark of a yes is filled, of a strong one larger. */
export function drawLine(
  figure: HTMLElement,
  place: HTMLElement,
  points: readonly Point[],
  width: number,
): void {
  const scale = axisOf(figure.dataset.plot, points);
  const height = Math.min(MOST_HEIGHT, Math.max(190, Math.round(width * 0.4)));
  const x = timeScale(points, scale.left, width - RIGHT);
  const y = scaleLinear(scale.ends, [height - BOTTOM, TOP]);
  const drawing = create<SVGSVGElement>("svg:svg")
    .attr("class", "plot__drawing")
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "group")
    .attr("aria-label", `${figure.dataset.plotLabel}. Arrow keys go from session to session.`);

  drawing
    .append("g")
    .attr("class", "plot__axis plot__axis--rules")
    .attr("transform", `translate(${scale.left},0)`)
    .attr("aria-hidden", "true")
    .call(
      axisLeft<number>(y)
        .tickValues([...scale.ticks])
        .tickSize(scale.left + RIGHT - width)
        .tickPadding(8)
        .tickFormat(scale.words),
    )
    .selectAll<SVGGElement, number>(".tick")
    .classed("plot__middle", (value) => value === scale.middle);
  drawing
    .append("g")
    .attr("class", "plot__axis")
    .attr("transform", `translate(0,${height - BOTTOM})`)
    .attr("aria-hidden", "true")
    .call(dayAxis(x, width));

  drawing
    .append("path")
    .datum(points.filter((point) => point.band))
    .attr("class", "plot__band")
    .attr(
      "d",
      area<Point>()
        .x((point) => x(point.at))
        .y0((point) => y(point.band?.[0] ?? 0))
        .y1((point) => y(point.band?.[1] ?? 0)),
    );
  drawing
    .append("path")
    .datum(points)
    .attr("class", "plot__line")
    .attr(
      "d",
      line<Point>()
        .x((point) => x(point.at))
        .y((point) => y(point.value)),
    );
  const marks = drawing
    .selectAll("g.plot__point")
    .data(points)
    .join("g")
    .attr("class", "plot__point")
    .attr("transform", (point) => `translate(${x(point.at)},${y(point.value)})`)
    .attr("role", "img")
    .attr("aria-label", (point) => point.words);
  marks.append("circle").attr("class", "plot__halo").attr("r", 12);
  marks
    .append("circle")
    .attr("class", (point) => (isOpen(point) ? "plot__mark plot__mark--open" : "plot__mark"))
    .attr("r", (point) => (point.step === 1 || point.step === 4 ? 7.5 : 5));

  const hadFocus = place.contains(document.activeElement);
  place.replaceChildren(drawing.node() as SVGSVGElement);
  letChoose(figure, marks.nodes() as SVGGElement[], points);
  if (hadFocus) place.querySelector<SVGGElement>("[tabindex='0']")?.focus();
}

/** A no, or no judgement at all. */
function isOpen(point: Point): boolean {
  return point.step > 0 && point.step < YES;
}
