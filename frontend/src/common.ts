// Small improvements for every page. Each page works without them.

/** Menus close on Escape (the focus goes back to what opened them) and on a click elsewhere. */
function closeMenusFromOutside(): void {
  const openMenus = (): NodeListOf<HTMLDetailsElement> =>
    document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      const heldFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (heldFocus) menu.querySelector("summary")?.focus();
    }
  });
}

const PATIENCE_MS = 10_000;

/** A form that was sent is not sent a second time; its button says that work goes on. */
function sendFormsOnce(): void {
  const sent = new Map<HTMLFormElement, HTMLElement | null>();

  const release = (form: HTMLFormElement): void => {
    sent.get(form)?.removeAttribute("aria-busy");
    sent.delete(form);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (event.defaultPrevented) return; // another script sends it, and knows when it is done
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    // The button stays enabled: a disabled one would not send its own name and value.
    sent.set(form, event.submitter);
    event.submitter?.setAttribute("aria-busy", "true");
    // An answer that is a download leaves the page, and the form, where they are.
    window.setTimeout(() => release(form), PATIENCE_MS);
  });
  // Back in the browser's history: the page returns as it was left, busy.
  window.addEventListener("pageshow", () => {
    for (const form of [...sent.keys()]) release(form);
  });
}

closeMenusFromOutside();
sendFormsOnce();
