// What calendars elsewhere take of the coming dates. The page draws it; here it gets its words.

import { type Cell, cellSpan, minutes, type Span, within } from "./week";
import { range } from "./words";

export type Busy = Span & { day: number; date: string };

export function busyIn(card: HTMLElement): Busy[] {
  return [...card.querySelectorAll<SVGElement>("[data-paint-busy]")].map(({ dataset }) => ({
    day: Number(dataset.paintBusy),
    date: dataset.date ?? "",
    start: minutes(dataset.starts ?? ""),
    end: minutes(dataset.ends ?? ""),
  }));
}

/** ", busy elsewhere on 23 November"; where it is for a part of the cell, which minutes. */
export function busyWords(cell: Cell, busy: readonly Busy[]): string {
  const whole = cellSpan(cell);
  const own = busy.filter(({ day }) => day === cell.day);
  const parts = within(own, whole);
  const first = parts[0];
  if (!first) return "";
  const isWhole = first.start === whole.start && first.end === whole.end;
  const when = isWhole ? "" : ` ${parts.map((part) => range(part)).join(" and ")}`;
  return `, busy elsewhere on ${own[0]?.date ?? ""}${when}`;
}
