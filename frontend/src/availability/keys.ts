// The grid by keyboard: arrows move, Space switches, Shift with arrows paints, Escape undoes.

import { type Cell, DAYS, isFree, ROWS, type Week } from "./week";
import type { Grid } from "./grid";

type Stroke = { anchor: Cell; to: Cell; before: Week; after: Week; free: boolean };

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  PageUp: [0, -8],
  PageDown: [0, 8],
};

function clamp(value: number, count: number): number {
  return Math.min(Math.max(value, 0), count - 1);
}

function target(event: KeyboardEvent, { day, row }: Cell): Cell | null {
  const step = STEPS[event.key];
  if (step) return { day: clamp(day + step[0], DAYS), row: clamp(row + step[1], ROWS) };
  if (event.key === "Home") return { day: 0, row: event.ctrlKey ? 0 : row };
  if (event.key === "End") return { day: DAYS - 1, row: event.ctrlKey ? ROWS - 1 : row };
  return null;
}

export function paintByKeys(grid: Grid): void {
  let stroke: Stroke | null = null;
  let cleared: HTMLElement | null = null; // the cell that Space made not free a moment ago

  /** The range goes on from its first cell, as long as nothing else was done in between. */
  const spread = (from: Cell, to: Cell): void => {
    const week = grid.week();
    if (stroke?.after !== week || stroke.to.day !== from.day || stroke.to.row !== from.row) {
      // Shift spreads "not free" from a cell just cleared, and "free" from any other.
      stroke = { anchor: from, to, before: week, after: week, free: cleared === null };
    }
    grid.paint(stroke.before, stroke.anchor, to, stroke.free, true);
    stroke = { ...stroke, to, after: grid.week() };
  };
  const move = (event: KeyboardEvent, from: Cell, to: Cell): void => {
    if (event.shiftKey) spread(from, to);
    else stroke = null;
    cleared = null;
    grid.focus(to);
  };

  grid.table.addEventListener("keydown", (event) => {
    const cell = grid.cellOf(event.target);
    if (!cell || event.altKey || event.metaKey) return;
    const to = target(event, cell);
    if (to) move(event, cell, to);
    else if (event.key === " " || event.key === "Enter") {
      stroke = null;
      grid.paint(grid.week(), cell, cell, !isFree(grid.week(), cell), true);
      cleared = isFree(grid.week(), cell) ? null : (event.target as HTMLElement);
    } else if (event.key === "Escape") {
      stroke = null;
      if (!grid.cancelStroke()) grid.undo();
    } else return;
    event.preventDefault();
  });
  grid.table.addEventListener("focusin", (event) => {
    if (event.target !== cleared) cleared = null;
  });
}
