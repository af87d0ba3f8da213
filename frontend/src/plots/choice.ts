// One session of a plot at a time is told in words below it: by touch, by pointer, by keyboard.

import { leastIndex } from "d3-array";
import { pointer } from "d3-selection";
import type { Point } from "./table";

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** Where a mark lies, from its own transform. */
function placeOf(mark: SVGGElement): [x: number, y: number] {
  const { e, f } = mark.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
  return [e, f];
}

/**
 * Lets one of `marks` be chosen, the newest to begin with or the one chosen before a redrawing.
 * The plot is one stop of the Tab key; arrows, Home and End go on from there.
 */
export function letChoose(
  figure: HTMLElement,
  marks: readonly SVGGElement[],
  points: readonly Point[],
): void {
  const said = figure.querySelector<HTMLElement>("[data-plot-said]");
  const drawing = marks[0]?.ownerSVGElement;
  if (!said || !drawing) return;
  const last = marks.length - 1;
  let chosen = -1;

  const choose = (index: number): void => {
    if (index === chosen) return;
    chosen = index;
    figure.dataset.plotChosen = String(index);
    for (const [n, mark] of marks.entries()) {
      mark.setAttribute("tabindex", n === index ? "0" : "-1");
      mark.classList.toggle("plot__point--chosen", n === index);
    }
    const point = points[index];
    said.textContent = point?.words ?? "";
    if (!point?.href) return;
    const link = document.createElement("a");
    link.href = point.href;
    link.textContent = "Open the report";
    said.append(" ", link);
  };

  choose(Math.min(Number(figure.dataset.plotChosen ?? last), last));
  drawing.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    choose(Math.min(Math.max(step(chosen, last), 0), last));
    marks[chosen]?.focus();
  });
  drawing.addEventListener("focusin", (event) => {
    choose(marks.findIndex((mark) => mark.contains(event.target as Node)));
  });
  for (const kind of ["pointermove", "pointerdown"] as const) {
    drawing.addEventListener(kind, (event) => {
      const [x, y] = pointer(event, drawing);
      const nearest = leastIndex(marks, (mark) => {
        const [markX, markY] = placeOf(mark);
        return Math.hypot(markX - x, (markY - y) / 4); // sessions lie beside each other
      });
      if (nearest !== undefined) choose(nearest);
    });
  }
}
