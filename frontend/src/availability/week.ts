// A week of free time in minutes, as domain/week_paint.py and merge_windows know it.

export const DAY = 24 * 60;
export const CELL = 30;
export const DAYS = 7;
export const ROWS = DAY / CELL;
const WEEK = DAYS * DAY;

/** Minutes of one day, half-open. */
export type Span = { start: number; end: number };
/** Minutes since Monday 00:00; belongs to the day of its start; the end may lie on the next day. */
export type Window = Span;
export type Week = readonly Window[];
export type Cell = { day: number; row: number };

export function minutes(reading: string): number {
  const [hours = "0", rest = "0"] = reading.split(":");
  return Number(hours) * 60 + Number(rest);
}

/** "09:00"; the end of the day is 24:00. */
export function clock(minute: number): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** The windows of a day, from "09:00-11:00 22:00-02:00". */
export function parseDay(day: number, text: string): Week {
  return text
    .split(" ")
    .filter(Boolean)
    .map((part) => {
      const [starts = "", ends = ""] = part.split("-");
      const start = minutes(starts);
      const end = minutes(ends);
      return { start: day * DAY + start, end: day * DAY + end + (end > start ? 0 : DAY) };
    });
}

export function dayText(week: Week, day: number): string {
  return onDay(week, day)
    .map(({ start, end }) => `${clock(start % DAY)}-${clock(end % DAY)}`)
    .join(" ");
}

function onDay(week: Week, day: number): Window[] {
  const own = week.filter((window) => Math.floor(window.start / DAY) === day);
  return own.sort((a, b) => a.start - b.start || a.end - b.end);
}

function merged(spans: readonly Span[], longest = Infinity): Span[] {
  const result: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = result.at(-1);
    if (last && start <= last.end && Math.max(end, last.end) - last.start <= longest) {
      last.end = Math.max(end, last.end);
    } else if (last?.start !== start || last.end !== end) {
      result.push({ start, end });
    }
  }
  return result;
}

/** When one is free on a day, merged, with what runs into it from the day before. */
export function spansOf(week: Week, day: number): Span[] {
  const from = day * DAY;
  const spans: Span[] = [];
  for (const shift of [0, WEEK]) {
    for (const window of week) {
      const start = Math.max(window.start - shift - from, 0);
      const end = Math.min(window.end - shift - from, DAY);
      if (start < end) spans.push({ start, end });
    }
  }
  return merged(spans);
}

export function cellSpan(cell: Cell): Span {
  return { start: cell.row * CELL, end: (cell.row + 1) * CELL };
}

/** What of a cell is in `spans`: nothing, parts, or one span that is all of it. */
export function within(spans: readonly Span[], { start, end }: Span): Span[] {
  return spans
    .map((span) => ({ start: Math.max(span.start, start), end: Math.min(span.end, end) }))
    .filter((span) => span.start < span.end);
}

export function isFree(week: Week, cell: Cell): boolean {
  const { start, end } = cellSpan(cell);
  return spansOf(week, cell.day).some((span) => span.start <= start && span.end >= end);
}

/** Whether the same instants are free; the windows may be cut differently. */
export function areAlike(one: Week, other: Week): boolean {
  const picture = (week: Week): string =>
    JSON.stringify(Array.from({ length: DAYS }, (_, day) => spansOf(week, day)));
  return picture(one) === picture(other);
}

/** The rectangle between two cells, free or not; what lies outside of it keeps its minutes. */
export function painted(week: Week, one: Cell, other: Cell, free: boolean): Week {
  const start = Math.min(one.row, other.row) * CELL;
  const end = (Math.max(one.row, other.row) + 1) * CELL;
  let result = week;
  for (let day = Math.min(one.day, other.day); day <= Math.max(one.day, other.day); day++) {
    result = free ? opened(result, day, { start, end }) : closed(result, day, { start, end });
  }
  return result;
}

function opened(week: Week, day: number, { start, end }: Span): Week {
  const gaps: Window[] = [];
  let at = start;
  for (const span of [...within(spansOf(week, day), { start, end }), { start: end, end }]) {
    if (span.start > at) gaps.push({ start: day * DAY + at, end: day * DAY + span.start });
    at = span.end;
  }
  if (!gaps.length) return week;
  const others = week.filter((window) => Math.floor(window.start / DAY) !== day);
  return [...others, ...merged([...onDay(week, day), ...gaps], DAY)];
}

function closed(week: Week, day: number, { start, end }: Span): Week {
  const cuts = [0, WEEK].map((shift) => ({
    start: day * DAY + start + shift,
    end: day * DAY + end + shift,
  }));
  let pieces = [...week];
  for (const cut of cuts) {
    pieces = pieces.flatMap((piece) =>
      piece.end <= cut.start || piece.start >= cut.end
        ? [piece]
        : [
            { start: piece.start, end: Math.min(piece.end, cut.start) },
            { start: Math.max(piece.start, cut.end), end: piece.end },
          ].filter((part) => part.start < part.end),
    );
  }
  // What is left of a window over Sunday's midnight begins on Monday now.
  return pieces.map(({ start: from, end: to }) =>
    from >= WEEK ? { start: from - WEEK, end: to - WEEK } : { start: from, end: to },
  );
}
