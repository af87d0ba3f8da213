// What is said about the grid: each cell, each change.

import { type Cell, CELL, cellSpan, clock, type Span, within } from "./week";

export const NAMES = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

/** "Monday 09:00 to 09:30, free"; where it is free in part, which minutes. */
export function cellWords(cell: Cell, spans: readonly Span[], isChanged: boolean): string {
  const whole = cellSpan(cell);
  const free = within(spans, whole);
  const first = free[0];
  let state = "not free";
  if (first && first.start === whole.start && first.end === whole.end) state = "free";
  else if (first) state = `free ${free.map((part) => range(part)).join(" and ")}`;
  return `${NAMES[cell.day]} ${range(whole)}, ${state}${isChanged ? ", not saved" : ""}`;
}

/** "Monday 09:00 to 11:00 free", "Monday to Wednesday 09:00 to 11:00 not free". */
export function strokeWords(one: Cell, other: Cell, free: boolean): string {
  const first = NAMES[Math.min(one.day, other.day)];
  const last = NAMES[Math.max(one.day, other.day)];
  const days = first === last ? first : `${first} to ${last}`;
  const start = Math.min(one.row, other.row) * CELL;
  const end = (Math.max(one.row, other.row) + 1) * CELL;
  return `${days} ${range({ start, end })} ${free ? "free" : "not free"}`;
}

export function range({ start, end }: Span): string {
  return `${clock(start)} to ${clock(end)}`;
}
