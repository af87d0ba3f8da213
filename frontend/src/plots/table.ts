// What the tables say. The only way in which figures reach a plot, so that the two cannot differ.

export interface Interval {
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

export interface Point {
  readonly at: Date;
  readonly value: number;
  readonly band: readonly [low: number, high: number] | null;
  readonly step: number; // 1 strong no … 4 strong yes; 0 for a value that is no judgement
  readonly words: string; // the row as one reads it
  readonly href: string; // what opens from the row; may be empty
}

/** The figure that `row` calls `name`, in `<data data-is="name" value="…">`; NaN without one. */
function figureOf(row: Element, name: string): number {
  const value = row.querySelector<HTMLDataElement>(`data[data-is="${name}"]`)?.value;
  return value ? Number(value) : Number.NaN;
}

export function intervalOf(row: Element): Interval | null {
  const found = { p: figureOf(row, "p"), low: figureOf(row, "low"), high: figureOf(row, "high") };
  return Object.values(found).some(Number.isNaN) ? null : found;
}

/** "Tue 3 Nov. Said: yes. By: Quiet Harbour." from the cells and the heads of their columns. */
function wordsOf(row: HTMLTableRowElement, heads: readonly string[]): string {
  const words = [...row.cells].map((cell, column) => {
    const text = cell.textContent.replace(/[ \n\t]+/g, " ").trim();
    return column === 0 ? text : `${heads[column] ?? ""}: ${text}`;
  });
  return `${words.join(". ")}.`;
}

/** One point for each row of the body, the oldest first. */
export function pointsOf(table: HTMLTableElement): Point[] {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
  const points = [...(table.tBodies[0]?.rows ?? [])].map((row): Point => {
    const [low, high] = [figureOf(row, "low"), figureOf(row, "high")];
    return {
      at: new Date(row.querySelector("time")?.dateTime ?? Number.NaN),
      value: figureOf(row, "p"),
      band: Number.isNaN(low) || Number.isNaN(high) ? null : [low, high],
      step: figureOf(row, "step") || 0,
      words: wordsOf(row, heads),
      href: row.querySelector("a")?.href ?? "",
    };
  });
  return points.sort((one, other) => one.at.getTime() - other.at.getTime());
}
