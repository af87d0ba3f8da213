// The grid by mouse, pen and finger. A mouse paints at once. A finger scrolls, as everywhere:
// a tap switches a cell, holding still first (or the button "Paint by dragging") lets it paint.

import { type Cell, DAYS, isFree, ROWS, type Week } from "./week";
import type { Grid } from "./grid";

type Stroke = { anchor: Cell; to: Cell; before: Week; free: boolean; pointer: number };

const HOLD_MS = 400;
const HOLD_PX = 10;
const EDGE_PX = 28;
const EDGE_STEP = 7;
const CLICK_MS = 400; // a click this soon belongs to the stroke that has just ended

export function paintByPointer(grid: Grid, scroller: HTMLElement): { cancel: () => boolean } {
  const { table } = grid;
  let stroke: Stroke | null = null;
  let last = { x: 0, y: 0 };
  let held: { x: number; y: number; timer: number } | null = null;
  let endedAt = -Infinity;

  const release = (): void => {
    window.clearTimeout(held?.timer);
    held = null;
  };
  const begin = (event: PointerEvent): void => {
    const anchor = cellAt(grid, event.clientX, event.clientY);
    const before = grid.week();
    const free = !isFree(before, anchor);
    stroke = { anchor, to: anchor, before, free, pointer: event.pointerId };
    last = { x: event.clientX, y: event.clientY };
    if (table.isConnected) table.setPointerCapture(event.pointerId);
    grid.paint(before, anchor, anchor, free, false);
    window.requestAnimationFrame(follow);
  };
  const extend = (): void => {
    if (!stroke) return;
    const to = cellAt(grid, last.x, last.y);
    if (to.day === stroke.to.day && to.row === stroke.to.row) return;
    stroke.to = to;
    grid.paint(stroke.before, stroke.anchor, to, stroke.free, false);
  };
  // Near the upper and lower edge the grid scrolls on while one paints.
  const follow = (): void => {
    if (!stroke) return;
    const box = scroller.getBoundingClientRect();
    if (last.y > box.bottom - EDGE_PX) scroller.scrollTop += EDGE_STEP;
    else if (last.y < box.top + grid.headHeight() + EDGE_PX / 2) scroller.scrollTop -= EDGE_STEP;
    extend();
    window.requestAnimationFrame(follow);
  };
  const end = (): void => {
    if (!stroke) return;
    const { before, anchor, to, free } = stroke;
    stroke = null;
    endedAt = performance.now();
    grid.paint(before, anchor, to, free, true);
    grid.focus(anchor, false);
  };
  const cancel = (): boolean => {
    release();
    if (!stroke) return false;
    grid.restore(stroke.before);
    stroke = null;
    endedAt = performance.now();
    return true;
  };

  table.addEventListener("pointerdown", (event) => {
    release();
    if (!event.isPrimary || event.button !== 0 || !grid.cellOf(event.target)) return;
    if (event.pointerType === "mouse" || grid.isPaintMode()) {
      begin(event);
      return;
    }
    const timer = window.setTimeout(() => {
      held = null;
      begin(event);
    }, HOLD_MS);
    held = { x: event.clientX, y: event.clientY, timer };
  });
  table.addEventListener("pointermove", (event) => {
    if (stroke?.pointer === event.pointerId) {
      last = { x: event.clientX, y: event.clientY };
      extend();
    } else if (held && Math.hypot(event.clientX - held.x, event.clientY - held.y) > HOLD_PX) release();
  });
  table.addEventListener("pointerup", () => {
    release();
    end();
  });
  table.addEventListener("pointercancel", cancel);
  // A finger that paints must not scroll as well; one that scrolls is not held up.
  table.addEventListener(
    "touchmove",
    (event) => {
      if (stroke && event.cancelable) event.preventDefault();
    },
    { passive: false },
  );
  table.addEventListener("contextmenu", (event) => {
    if (stroke || held) event.preventDefault();
  });
  // Taps, and the clicks that assistive technology makes without any pointer.
  table.addEventListener("click", (event) => {
    const cell = grid.cellOf(event.target);
    if (!cell || stroke || performance.now() - endedAt < CLICK_MS) return;
    grid.paint(grid.week(), cell, cell, !isFree(grid.week(), cell), true);
    grid.focus(cell, false);
  });
  return { cancel };
}

/** The cell at a place of the window, or the nearest one. */
function cellAt(grid: Grid, x: number, y: number): Cell {
  const { left, top, right, bottom } = grid.cellsBox();
  const index = (at: number, from: number, to: number, count: number): number =>
    Math.min(Math.max(Math.floor(((at - from) / (to - from)) * count), 0), count - 1);
  return { day: index(x, left, right, DAYS), row: index(y, top, bottom, ROWS) };
}
