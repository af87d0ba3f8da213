// The editor of packets: checks what is typed and shows its previews, saves without leaving the
// page, and warns before anything typed is lost. Without this script the buttons do the same.

import { start as startSide } from "./drafts/side";
import { replaceFragment } from "./room/fragments";

const CHECK_MS = 700;
const PARTS = ["problems", "candidate", "interviewer"];

function start(form: HTMLFormElement): void {
  const status = form.querySelector<HTMLElement>("[data-status]");
  const saveButton = form.querySelector<HTMLButtonElement>("[data-save]");
  const revision = form.elements.namedItem("revision");
  const url = form.dataset.check;
  if (!status || !saveButton || !url || !(revision instanceof HTMLInputElement)) return;

  let isDirty = form.hasAttribute("data-dirty");
  let changes = 0;
  let timer = 0;
  let checking: AbortController | null = null;
  let saving = false;
  let count = status.textContent?.replace("Not saved. ", "").trim() ?? "";

  const say = (words = ""): void => {
    const text = [words || (isDirty ? "Not saved." : ""), count].filter(Boolean).join(" ");
    if (status.textContent !== text) status.textContent = text;
  };

  const check = async (): Promise<void> => {
    window.clearTimeout(timer);
    checking?.abort();
    const mine = (checking = new AbortController());
    try {
      const response = await fetch(url, {
        method: "POST",
        body: new FormData(form),
        redirect: "error", // a redirect is the sign-in page: the session has ended
        signal: mine.signal,
      });
      if (!response.ok) throw new Error(String(response.status));
      show(await response.text());
      count = document.getElementById("problems")?.textContent?.trim() ?? "";
      markFields(form);
      say();
    } catch {
      if (!mine.signal.aborted) say("Not checked: no connection, or you were signed out.");
    }
  };

  const save = async (): Promise<void> => {
    if (saving) return;
    saving = true;
    const sent = changes;
    say("Saving …");
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      if (response.status === 409) {
        isDirty = false;
        form.submit(); // the page with the difference, and with what was typed
        return;
      }
      if ([400, 413].includes(response.status) && !isJson(response)) {
        say("Not saved: this is too large. All files of a packet together may have 1 MB.");
        return;
      }
      const answer = (await response.json()) as { revision?: number; error?: string };
      if (!response.ok) {
        say(answer.error ?? "Not saved.");
        return;
      }
      revision.value = String(answer.revision);
      isDirty = changes !== sent;
      if (!isDirty && isReshaped(form)) {
        window.location.reload(); // files were added, renamed or removed
        return;
      }
      say(isDirty ? "" : "Saved.");
    } catch {
      say("Not saved: no connection, or you were signed out. Your words are still on this page.");
    } finally {
      saving = false;
    }
  };

  form.addEventListener("input", (event) => {
    changes += 1;
    isDirty = true;
    say();
    const table = (event.target as HTMLElement).closest<HTMLElement>("[data-beats]");
    if (table) updateBeats(table);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void check(), CHECK_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.hasAttribute("data-check-button")) void check();
    else void save();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(saveButton);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
  markFields(form);
}

function isJson(response: Response): boolean {
  return response.headers.get("Content-Type")?.includes("json") ?? false;
}

function show(html: string): void {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const part of PARTS) {
    const place = document.querySelector<HTMLElement>(`[data-place="${part}"]`);
    const found = answer.querySelector<HTMLElement>(`[data-part="${part}"]`);
    if (place && found) replaceFragment(place, found.innerHTML);
  }
}

function markFields(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".draft-problems a")) {
    const field = document.getElementById(link.hash.slice(1));
    if (field?.matches("input, textarea, select")) field.setAttribute("aria-invalid", "true");
  }
}

function updateBeats(table: HTMLElement): void {
  const length = table.dataset.beats ?? "";
  let sum = 0;
  for (const input of table.querySelectorAll<HTMLInputElement>("[data-minutes]")) {
    sum += /^\d{1,3}$/.test(input.value.trim()) ? Number(input.value) : 0;
  }
  const words = table.querySelector("[data-sum]");
  if (words) words.textContent = `sum: ${sum} of ${length}`;
  const rows = table.querySelectorAll<HTMLTableRowElement>("tbody tr");
  const last = rows[rows.length - 1];
  if (last && [...controls(last)].some((control) => control.value)) addRow(last, rows.length);
}

function addRow(last: HTMLTableRowElement, number: number): void {
  const row = last.cloneNode(true) as HTMLTableRowElement;
  for (const control of controls(row)) {
    control.value = "";
    if (control instanceof HTMLTextAreaElement) control.textContent = "";
    control.name = control.name.replace(/-\d+-(\w+)$/, `-${number}-$1`);
    const label = control.getAttribute("aria-label") ?? "";
    control.setAttribute("aria-label", label.replace(/\d+/, String(number + 1)));
  }
  last.after(row);
}

function controls(row: HTMLElement): NodeListOf<HTMLInputElement | HTMLTextAreaElement> {
  return row.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
}

function isReshaped(form: HTMLFormElement): boolean {
  const value = (name: string): string => String(new FormData(form).get(name) ?? "").trim();
  return [...form.querySelectorAll<HTMLInputElement>('input[name$="-was"]')].some((was) => {
    const prefix = was.name.slice(0, -"-was".length);
    return was.value !== value(`${prefix}-path`) || value(`${prefix}-remove`) !== "";
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) start(form);
for (const side of document.querySelectorAll<HTMLElement>("[data-side]")) startSide(side);
