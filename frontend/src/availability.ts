// The grid to paint the week on (availability/grid.ts), and the forms beside it:
// says, while the times are chosen, how long they are and when they run into the next day;
// hides the times of a date on which one is not free at all.
// Without this script the page works the same; the server says it after the post.

import { start } from "./availability/grid";

const DAY_MINUTES = 24 * 60;

function minutes(value: string): number | null {
  const match = /^(\d\d):(\d\d)/.exec(value);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** "3 h until 02:00 the next day"; "" while a time is missing, or where both are the same. */
function words(starts: string, ends: string): string {
  const from = minutes(starts);
  const until = minutes(ends);
  if (from === null || until === null) return "";
  if (from === until) return from === 0 ? "The whole day" : "The end is the same as the start";
  const length = until > from ? until - from : until + DAY_MINUTES - from;
  const hours = Math.floor(length / 60);
  const rest = length % 60;
  const parts = [hours ? `${hours} h` : "", rest ? `${rest} min` : ""].filter(Boolean).join(" ");
  if (until === 0) return `${parts}, until midnight`;
  return until > from ? parts : `${parts}, until ${ends} the next day`;
}

function watch(form: HTMLFormElement): void {
  const starts = form.elements.namedItem("starts");
  const ends = form.elements.namedItem("ends");
  const place = form.querySelector<HTMLElement>("[data-hours-words]");
  if (!(starts instanceof HTMLInputElement) || !(ends instanceof HTMLInputElement) || !place) return;

  const how = form.querySelectorAll<HTMLInputElement>('input[name="how"]');
  const show = (): void => {
    const closed = [...how].some((choice) => choice.checked && choice.value === "closed");
    for (const part of form.querySelectorAll<HTMLElement>("[data-open-only]")) {
      part.toggleAttribute("hidden", closed);
    }
    const text = closed ? "" : words(starts.value, ends.value);
    if (place.textContent !== text) place.textContent = text;
  };
  form.addEventListener("input", show);
  show();
}

/** Keeps the time of day in the profile's zone right while the page is open. */
function showTime(place: HTMLElement): void {
  const timeZone = place.dataset.paintNow;
  window.setInterval(() => {
    const text = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format();
    if (place.textContent !== text) place.textContent = text;
  }, 10_000);
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-hours]")) watch(form);
for (const card of document.querySelectorAll<HTMLElement>(".paint-card")) start(card);
for (const place of document.querySelectorAll<HTMLElement>("[data-paint-now]")) showTime(place);
