// What changed between two texts, as one replacement.

export type Edit = { at: number; removed: number; inserted: string };

/**
 * The smallest replacement that turns `before` into `after`. `caret` is where the caret stands
 * in `after`: what follows it is taken as unchanged where that fits, so that a letter typed
 * among equal ones lands where it was typed.
 */
export function difference(before: string, after: string, caret: number): Edit | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let tail = after.length - caret;
  if (tail > most || !before.endsWith(after.slice(after.length - tail))) {
    tail = 0;
    while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  }
  let head = 0;
  while (head < most - tail && before[head] === after[head]) head += 1;
  // Without a caret that fits, the tail may still grow once the head is known.
  while (
    tail < most - head &&
    before.at(-1 - tail) === after.at(-1 - tail)
  ) {
    tail += 1;
  }
  // A pair of surrogates is one character: half of it cannot be sent.
  if (head > 0 && isHigh(before.charCodeAt(head - 1))) head -= 1;
  if (tail > 0 && isLow(before.charCodeAt(before.length - tail))) tail -= 1;
  return {
    at: head,
    removed: before.length - tail - head,
    inserted: after.slice(head, after.length - tail),
  };
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** `text` in parts of at most `length` units, never between two surrogates. */
export function parts(text: string, length: number): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + length, text.length);
    if (end < text.length && isHigh(text.charCodeAt(end - 1))) end -= 1;
    found.push(text.slice(at, end));
    at = end;
  }
  return found;
}
