// "Use" beside a note puts it into the evidence of its question.

export function startNotes(form: HTMLFormElement): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[data-fills]")) {
    button.hidden = false;
  }
  form.addEventListener("click", (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>("[data-fills]") : null;
    const area = document.getElementById(button?.dataset.fills ?? "");
    if (!button || !(area instanceof HTMLTextAreaElement)) return;
    const words = button.dataset.text ?? "";
    if (!area.value.includes(words)) {
      area.value = area.value.trim() ? `${area.value.trimEnd()}\n${words}` : words;
      area.dispatchEvent(new Event("input", { bubbles: true })); // so that it is saved
    }
    area.focus();
  });
}
