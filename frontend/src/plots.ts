// Draws the plots of a page from the tables beside them. Without it the tables stand alone.

import { drawLine } from "./plots/line";
import { drawRows } from "./plots/rows";
import { pointsOf } from "./plots/table";

/** Draws `place` now and whenever its width changes: also when what it lies in is opened. */
function keepDrawn(place: Element, draw: (width: number) => void): void {
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width === 0 || width === drawn) return;
    drawn = width;
    draw(width);
  }).observe(place);
}

for (const figure of document.querySelectorAll<HTMLElement>("[data-plot]")) {
  const place = figure.querySelector<HTMLElement>("[data-plot-place]");
  const table = figure.querySelector("table");
  if (!place || !table) continue;
  if (figure.dataset.plot === "rows") {
    keepDrawn(place, (width) => drawRows(table, width));
  } else {
    const points = pointsOf(table);
    keepDrawn(place, (width) => drawLine(figure, place, points, width));
  }
}
