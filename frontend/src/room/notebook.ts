// The interviewer's private notes: Enter keeps one, and the line is free for the next.
// Without this script the form is an ordinary one.

const FAILED = "Not kept: no connection. What you wrote is still in the line; try again.";

export function startNotebook(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-notebook]");
  const list = document.querySelector<HTMLElement>("[data-notebook-list]");
  const state = document.querySelector<HTMLElement>("[data-notebook-state]");
  if (!form || !list || !state) return;
  const text = form.elements.namedItem("text") as HTMLInputElement;
  const criterion = form.elements.namedItem("criterion") as HTMLSelectElement;
  const key = form.elements.namedItem("key") as HTMLInputElement;
  let isBusy = false;

  const keep = async (): Promise<void> => {
    const words = text.value;
    const label = criterion.value ? (criterion.selectedOptions[0]?.text ?? "") : "";
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "error", // a redirect is the sign-in page
    });
    const answer = (await response.json()) as { stamp: string; error?: string };
    if (!response.ok) {
      state.textContent = answer.error ?? FAILED;
      return;
    }
    list.append(line(answer.stamp, words, label));
    state.textContent = `Kept at ${answer.stamp}.`;
    key.value = crypto.randomUUID(); // only now: a note that is sent again is kept once
    if (text.value === words) text.value = "";
    criterion.value = "";
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    keep()
      .catch(() => {
        state.textContent = FAILED;
      })
      .finally(() => {
        isBusy = false;
        text.focus();
      });
  });
}

function line(stamp: string, words: string, label: string): HTMLLIElement {
  const item = document.createElement("li");
  item.append(piece(stamp, "number muted"), " ", piece(words.trim(), ""));
  if (label) item.append(" ", piece(label, "badge"));
  return item;
}

function piece(text: string, style: string): HTMLSpanElement {
  const span = document.createElement("span");
  span.className = style;
  span.textContent = text;
  return span;
}
