// Saves a form (feedback, a story) as it is written: the same post that the button "Save draft" makes.
// Without this script the form works the same, one button more to press.

type Missing = { field: string; label: string };
export type Saved = {
  revision: number;
  saved_clock: string;
  answered?: number;
  missing?: Missing[];
  check?: string; // what the page shows of a check, anew
};
type Difference = { label: string; before: string; after: string };
type Refused = {
  error: string;
  revision?: number;
  is_final?: boolean;
  differences?: Difference[];
};
type Copy = { revision: string; sent: boolean; waited?: boolean; fields: [string, string][] };

const WAIT_MS = 800;
const RETRY_MS = 10_000;
const SETTLE_MS = 600;

function start(form: HTMLFormElement): void {
  const url = form.dataset.autosave;
  const revision = form.elements.namedItem("revision");
  if (!url || !(revision instanceof HTMLInputElement)) return;

  const state = find(form, "[data-save-state]");
  const copyKey = `draft:${url}`; // what was typed and not saved when the page went away
  const savedKey = `saved:${url}`; // the newest revision that this tab has saved
  let timer = 0;
  let changes = 0; // counts edits: what was typed during a save is not yet saved
  let savedChanges = 0;
  let saving: Promise<void> | null = null;
  let paused = form.hasAttribute("data-paused"); // a conflict waits for a decision
  let failed = false;
  let leaving = false;

  const say = (words: string): void => {
    if (state) state.textContent = words;
  };

  const schedule = (delay: number): void => {
    window.clearTimeout(timer);
    if (!paused && !leaving) timer = window.setTimeout(() => void save(), delay);
  };

  const save = (): Promise<void> => {
    window.clearTimeout(timer);
    saving ??= post().finally(() => {
      saving = null;
      if (savedChanges < changes) schedule(failed ? RETRY_MS : WAIT_MS);
    });
    return saving;
  };

  const post = async (): Promise<void> => {
    const sent = changes;
    say("Saving …");
    try {
      const response = await fetch(url, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "error", // a redirect is the sign-in page: the session has ended
      });
      failed = false;
      if (response.ok) {
        savedChanges = sent;
        accept((await response.json()) as Saved);
      } else if (response.status === 409) {
        conflict((await response.json()) as Refused);
      } else if (response.status === 400) {
        savedChanges = sent; // the same answers would be refused again
        say(((await response.json()) as Refused).error);
      } else {
        throw new Error(String(response.status));
      }
    } catch {
      failed = true;
      say(
        "Not saved: no connection, or you were signed out. " +
          "Your words are still on this page; the next try is in ten seconds.",
      );
    }
  };

  const accept = (saved: Saved): void => {
    revision.value = String(saved.revision);
    sessionStorage.setItem(savedKey, revision.value);
    if (savedChanges === changes) sessionStorage.removeItem(copyKey);
    say(`${form.dataset.savedAs ?? "Saved at"} ${saved.saved_clock}`);
    showProgress(form, saved);
    form.dispatchEvent(new CustomEvent<Saved>("autosaved", { detail: saved }));
  };

  const conflict = (refused: Refused): void => {
    paused = true;
    const notice = find(document, "[data-conflict-notice]");
    const words = find(document, "[data-conflict-words]");
    const keep = find(document, "[data-keep-mine]");
    say(refused.error);
    if (!notice || !words || !keep) return;
    words.textContent = refused.error;
    find(document, "[data-differences]")?.replaceChildren(
      ...(refused.differences ?? []).map(differenceRow),
    );
    keep.hidden = refused.is_final === true;
    notice.hidden = false;
    notice.scrollIntoView({ block: "center" });
    keep.onclick = () => {
      revision.value = String(refused.revision);
      notice.hidden = true;
      paused = false;
      void save();
    };
  };

  const keepCopy = (): void => {
    const fields = [...new FormData(form)].filter(
      (pair): pair is [string, string] =>
        typeof pair[1] === "string" && !["csrfmiddlewaretoken", "revision"].includes(pair[0]),
    );
    const copy: Copy = { revision: revision.value, sent: saving !== null, fields };
    sessionStorage.setItem(copyKey, JSON.stringify(copy));
  };

  const takeCopy = (): void => {
    const stored = sessionStorage.getItem(copyKey);
    const saved = Number(sessionStorage.getItem(savedKey));
    const now = Number(revision.value);
    sessionStorage.removeItem(copyKey);
    sessionStorage.removeItem(savedKey);
    if (paused) return;
    if (saved > now) {
      window.location.reload(); // this page was read just before this tab's own last save
      return;
    }
    if (!stored) return;
    const copy = JSON.parse(stored) as Copy;
    const base = Number(copy.revision);
    if (copy.sent && !copy.waited) {
      // A save was under way when the page went: let it arrive, and read the page again.
      sessionStorage.setItem(copyKey, JSON.stringify({ ...copy, waited: true }));
      leaving = true;
      window.setTimeout(() => window.location.reload(), SETTLE_MS);
      return;
    }
    // Only on top of the version it was typed on, or of the save that was under way.
    if (now !== base && !(copy.sent && now === base + 1)) return;
    fill(form, copy.fields);
    changes += 1;
    schedule(0);
  };

  form.addEventListener("input", () => {
    changes += 1;
    schedule(WAIT_MS);
  });
  form.addEventListener("change", () => schedule(0));

  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-save-draft") && !paused) {
      event.preventDefault(); // also what Enter in a line does: save, and stay
      void save();
      return;
    }
    if (saving) {
      // The save under way raises the revision: submit on top of it, not beside it.
      event.preventDefault();
      const button = event.submitter;
      void saving.then(() => form.requestSubmit(button));
      return;
    }
    leaving = true;
    window.clearTimeout(timer);
    sessionStorage.removeItem(copyKey);
  });

  find(document, "[data-take-theirs]")?.addEventListener("click", () => {
    leaving = true;
    savedChanges = changes;
  });

  window.addEventListener("pagehide", () => {
    if (!leaving && savedChanges < changes) keepCopy();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && failed && savedChanges < changes) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload(); // its revision may be an old one
  });

  takeCopy();
}

/** An answer as it was saved on the other device, and as it stands on this page. */
function differenceRow(difference: Difference): HTMLElement {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const details = document.createElement("dd");
  term.textContent = difference.label;
  const sides = [
    ["Saved elsewhere: ", difference.before],
    ["Here: ", difference.after],
  ] as const;
  for (const [where, text] of sides) {
    const line = document.createElement("p");
    const name = document.createElement("span");
    name.className = "muted";
    name.textContent = where;
    line.append(name, text || "nothing");
    details.append(line);
  }
  row.append(term, details);
  return row;
}

function showProgress(form: HTMLFormElement, saved: Saved): void {
  const answered = find(form, "[data-answered]");
  const meter = form.querySelector<HTMLProgressElement>("[data-meter]");
  const missing = find(form, "[data-missing]");
  const links = find(form, "[data-missing-links]");
  if (answered) answered.textContent = String(saved.answered);
  if (meter) meter.value = saved.answered ?? 0;
  if (!missing || !links || !saved.missing) return;
  missing.hidden = saved.missing.length === 0;
  links.replaceChildren(
    ...saved.missing.flatMap((item, index) => {
      const link = document.createElement("a");
      link.href = `#id_${item.field}`;
      link.textContent = item.label;
      return index ? [", ", link] : [link];
    }),
  );
}

function fill(form: HTMLFormElement, fields: [string, string][]): void {
  for (const control of form.elements) {
    if (control instanceof HTMLTextAreaElement) {
      control.value = fields.find(([name]) => name === control.name)?.[1] ?? "";
    } else if (control instanceof HTMLInputElement && control.type !== "hidden") {
      const values = fields.filter(([name]) => name === control.name).map((pair) => pair[1]);
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = values.includes(control.value);
      } else {
        control.value = values[0] ?? "";
      }
    }
  }
}

function find(root: ParentNode, selector: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(selector);
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) start(form);
