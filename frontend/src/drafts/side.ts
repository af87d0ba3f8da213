// Makes tabs of the panels beside the form; without script they stand below each other.

export function start(side: HTMLElement): void {
  const panels = [...side.querySelectorAll<HTMLElement>("[data-panel]")];
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Beside the draft");
  const tabs = panels.map((panel, number) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `side-tab-${number}`;
    tab.textContent = panel.dataset.panel ?? "";
    tab.setAttribute("role", "tab");
    panel.id ||= `side-panel-${number}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    list.append(tab);
    return tab;
  });

  const choose = (chosen: number, focus = false): void => {
    tabs.forEach((tab, number) => {
      tab.setAttribute("aria-selected", String(number === chosen));
      tab.tabIndex = number === chosen ? 0 : -1;
      const panel = panels[number];
      if (panel) panel.hidden = number !== chosen;
    });
    if (focus) tabs[chosen]?.focus();
  };

  list.addEventListener("click", (event) => {
    const chosen = tabs.indexOf(event.target as HTMLButtonElement);
    if (chosen >= 0) choose(chosen);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const now = tabs.indexOf(document.activeElement as HTMLButtonElement);
    if (step === undefined || now < 0) return;
    event.preventDefault();
    choose((now + step + tabs.length) % tabs.length, true);
  });
  // A link to the problems must find them even while a preview is shown.
  document.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[href="#problems"]');
    if (link) choose(0);
  });

  side.prepend(list);
  choose(0);
}
