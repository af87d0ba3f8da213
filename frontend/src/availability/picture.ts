// Draws the week: free time as the server draws it, and what each cell is called.

import { type Busy, busyWords } from "./busy";
import { CELL, DAY, DAYS, cellSpan, clock, type Span, spansOf, type Week, within } from "./week";
import { cellWords } from "./words";

const SVG = "http://www.w3.org/2000/svg";

function element(name: string, attributes: Record<string, string>, text = ""): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function block(day: number, { start, end }: Span): SVGElement[] {
  const x = `${(100 * day) / DAYS}%`;
  const y = `${(100 * start) / DAY}%`;
  const height = `${(100 * (end - start)) / DAY}%`;
  const shape = element("rect", { class: "paint__block", x, y, width: `${100 / DAYS}%`, height, rx: "3" });
  if (end - start < CELL) return [shape];
  return [
    shape,
    element("text", { class: "paint__wide", x, y, dx: "6", dy: "16" }, `${clock(start)}–${clock(end)}`),
    element("text", { class: "paint__narrow", x, y, dx: "5", dy: "17" }, "✓"),
  ];
}

/** Shows `week`, and marks the cells in which it differs from `saved`. */
export function draw(
  picture: SVGElement,
  cells: readonly (readonly HTMLElement[])[],
  week: Week,
  saved: Week,
  busy: readonly Busy[],
): void {
  const blocks: SVGElement[] = [];
  for (let day = 0; day < DAYS; day++) {
    const spans = spansOf(week, day);
    const savedSpans = spansOf(saved, day);
    for (const span of spans) blocks.push(...block(day, span));
    for (const [row, columns] of cells.entries()) {
      const cell = columns[day];
      const whole = cellSpan({ day, row });
      const isChanged =
        JSON.stringify(within(spans, whole)) !== JSON.stringify(within(savedSpans, whole));
      const words = cellWords({ day, row }, spans, isChanged) + busyWords({ day, row }, busy);
      if (cell && cell.getAttribute("aria-label") !== words) cell.setAttribute("aria-label", words);
      cell?.toggleAttribute("data-changed", isChanged);
    }
  }
  picture.replaceChildren(...blocks);
}
