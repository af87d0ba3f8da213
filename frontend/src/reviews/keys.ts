// 1 to 4 choose a level while the focus is in a question (but not in its text), 0 "not observed".

export function startKeys(form: HTMLFormElement): void {
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (!(target instanceof HTMLInputElement) || target.type !== "radio") return;
    const question = target.closest("fieldset");
    const value = event.key === "0" ? "none" : event.key;
    const level = question?.querySelector<HTMLInputElement>(
      `input[type=radio][name="${target.name}"][value="${CSS.escape(value)}"]`,
    );
    if (!level) return;
    event.preventDefault();
    level.focus();
    if (!level.checked) level.click(); // with the events of a real choice
  });
}
