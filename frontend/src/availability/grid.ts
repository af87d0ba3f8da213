// The week that one paints on: its table becomes a grid, and its changes stay here until they
// are saved. Without this script the table is a picture, and the list does the same.

import { busyIn } from "./busy";
import { keepCopy, takeCopy } from "./copy";
import { paintByKeys } from "./keys";
import { draw } from "./picture";
import { paintByPointer } from "./pointer";
import { areAlike, type Cell, dayText, DAYS, painted, parseDay, type Week } from "./week";
import { strokeWords } from "./words";

const FIRST_ROW = 14; // 07:00

/** What keys and pointers do to the week. */
export type Grid = {
  table: HTMLTableElement;
  week: () => Week;
  /** `before` with the rectangle between two cells made free, or not; said once it is final. */
  paint: (before: Week, one: Cell, other: Cell, free: boolean, isFinal: boolean) => void;
  restore: (week: Week) => void;
  undo: () => void;
  cancelStroke: () => boolean;
  cellOf: (target: EventTarget | null) => Cell | null;
  focus: (cell: Cell, scrolls?: boolean) => void;
  cellsBox: () => { left: number; top: number; right: number; bottom: number };
  headHeight: () => number;
  isPaintMode: () => boolean;
};

type Parts = {
  scroller: HTMLElement;
  table: HTMLTableElement;
  picture: SVGElement;
  form: HTMLFormElement;
  undo: HTMLButtonElement;
  mode: HTMLButtonElement;
  state: HTMLElement;
  said: HTMLElement;
};

function partsOf(card: HTMLElement): Parts | null {
  const scroller = card.querySelector<HTMLElement>("[data-paint]");
  const table = card.querySelector<HTMLTableElement>(".paint__table");
  const picture = card.querySelector<SVGElement>("[data-paint-picture]");
  const form = card.querySelector<HTMLFormElement>("[data-paint-form]");
  const undo = card.querySelector<HTMLButtonElement>("[data-paint-undo]");
  const mode = card.querySelector<HTMLButtonElement>("[data-paint-mode]");
  const state = card.querySelector<HTMLElement>("[data-paint-state]");
  const said = card.querySelector<HTMLElement>("[data-paint-said]");
  if (!scroller || !table || !picture || !form || !undo || !mode || !state || !said) return null;
  return { scroller, table, picture, form, undo, mode, state, said };
}

function weekIn(form: HTMLFormElement, prefix: string): Week {
  return Array.from({ length: DAYS }, (_, day) => parseDay(day, field(form, prefix, day).value)).flat();
}

function field(form: HTMLFormElement, prefix: string, day: number): HTMLInputElement {
  return form.elements.namedItem(`${prefix}_${day}`) as HTMLInputElement;
}

/** The picture of the page without script becomes a grid with one tab stop. */
function becomeGrid(card: HTMLElement, { scroller, table, form, mode }: Parts): HTMLElement[][] {
  card.querySelector("[data-paint-words]")?.remove();
  for (const name of ["tabindex", "role", "aria-label"]) scroller.removeAttribute(name);
  table.parentElement?.removeAttribute("aria-hidden");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-labelledby", "paint-title");
  table.setAttribute("aria-describedby", "paint-help");
  form.hidden = false;
  mode.hidden = navigator.maxTouchPoints === 0;
  for (const part of card.querySelectorAll<HTMLElement>("[data-paint-script]")) part.hidden = false;
  const cells = [...table.tBodies].flatMap((body) =>
    [...body.rows].map((row) => [...row.querySelectorAll("td")] as HTMLElement[]),
  );
  for (const cell of cells.flat()) {
    cell.setAttribute("role", "gridcell");
    cell.tabIndex = -1;
  }
  return cells;
}

export function start(card: HTMLElement): void {
  const parts = partsOf(card);
  if (!parts) return;
  const { scroller, table, picture, form, state, said } = parts;
  const cells = becomeGrid(card, parts);
  const saved = weekIn(form, "was");
  const busy = busyIn(card);
  let week = weekIn(form, "day");
  let undone: Week | null = null;
  let isSending = false;

  const isDirty = (): boolean => !areAlike(week, saved);
  const say = (words: string): void => {
    said.textContent = words;
  };
  const show = (): void => {
    draw(picture, cells, week, saved, busy);
    state.textContent = isDirty() ? "Not saved" : "";
    parts.undo.textContent = undone && !isDirty() ? "Bring the changes back" : "Undo changes";
  };
  const restore = (to: Week): void => {
    week = to;
    show();
  };
  const undo = (): void => {
    if (isDirty()) {
      undone = week;
      restore(saved);
      say("Changes undone. This is your week as it is saved.");
    } else if (undone) {
      restore(undone);
      undone = null;
      say("Your changes are back, not saved.");
    } else say("There is nothing to undo.");
  };
  const roving = { cell: cells[FIRST_ROW]?.[0] };
  const rove = (to: HTMLElement): void => {
    if (roving.cell) roving.cell.tabIndex = -1;
    roving.cell = to;
    to.tabIndex = 0;
  };
  const pointer: { cancel: () => boolean } = { cancel: () => false };
  const grid: Grid = {
    table,
    week: () => week,
    paint: (before, one, other, free, isFinal) => {
      week = painted(before, one, other, free);
      if (isFinal) {
        undone = null;
        // Painted back as it was: the windows then keep the cuts that they have.
        if (!isDirty()) week = saved;
        say(strokeWords(one, other, free));
      }
      show();
    },
    restore,
    undo,
    cancelStroke: () => pointer.cancel(),
    cellOf: (target) => {
      const cell = target instanceof Element ? target.closest("td") : null;
      const row = cells.findIndex((columns) => cell !== null && columns.includes(cell));
      return cell && row >= 0 ? { row, day: cells[row]?.indexOf(cell) ?? 0 } : null;
    },
    focus: ({ day, row }, scrolls = true) => cells[row]?.[day]?.focus({ preventScroll: !scrolls }),
    cellsBox: () => {
      const first = cells[0]?.[0]?.getBoundingClientRect() ?? table.getBoundingClientRect();
      const { right, bottom } = table.getBoundingClientRect();
      return { left: first.left, top: first.top, right, bottom };
    },
    headHeight: () => table.tHead?.getBoundingClientRect().height ?? 0,
    isPaintMode: () => parts.mode.getAttribute("aria-pressed") === "true",
  };
  pointer.cancel = paintByPointer(grid, scroller).cancel;
  paintByKeys(grid);

  table.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLElement && event.target.matches("td")) rove(event.target);
  });
  parts.undo.addEventListener("click", undo);
  parts.mode.addEventListener("click", () => {
    const isOn = !grid.isPaintMode();
    parts.mode.setAttribute("aria-pressed", String(isOn));
    scroller.toggleAttribute("data-painting", isOn);
    say(isOn ? "A drag over the grid paints now. Scroll beside it." : "A drag scrolls again.");
  });
  form.addEventListener("submit", (event) => {
    if (!isDirty()) {
      event.preventDefault();
      say("There is nothing to save.");
      return;
    }
    for (let day = 0; day < DAYS; day++) field(form, "day", day).value = dayText(week, day);
    keepCopy(form);
    isSending = true;
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty() && !isSending) event.preventDefault();
  });

  if (takeCopy(form) && !isDirty()) {
    week = weekIn(form, "day");
    if (isDirty()) say("Your week was not saved. It is here again as you painted it.");
  }
  show();
  const first = cells[FIRST_ROW]?.[0];
  if (first) {
    rove(first);
    const { top } = scroller.getBoundingClientRect();
    scroller.scrollTop += first.getBoundingClientRect().top - top - grid.headHeight();
  }
}
