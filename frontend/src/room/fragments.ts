// Puts the parts of the page that the server rendered anew in place of the old ones, and keeps
// what the reader had open and where they were.

export function replaceFragment(place: HTMLElement, html: string): void {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const focusId = focused?.id ?? "";
  const nearestId = focused?.parentElement?.closest<HTMLElement>("[id]")?.id ?? "";
  const open = new Map<string, boolean>();
  for (const details of place.querySelectorAll<HTMLDetailsElement>("details[id]")) {
    open.set(details.id, details.open);
  }

  place.innerHTML = html;

  for (const details of place.querySelectorAll<HTMLDetailsElement>("details[id]")) {
    const wasOpen = open.get(details.id);
    if (wasOpen !== undefined) details.open = wasOpen;
  }
  if (!focused) return;
  // The same element if it is still there, or what it stood in, or the fragment's heading.
  const candidates = [focusId, nearestId].filter(Boolean).map((id) => document.getElementById(id));
  const next =
    candidates.find((element) => element && place.contains(element)) ??
    place.querySelector<HTMLElement>("h2[tabindex]");
  next?.focus({ preventScroll: true });
}
