// Makes tabs of the panels beside the form; without script they stand below each other. The last
// tab shows both previews side by side and makes room for them.

export function start(side: HTMLElement): void {
  const panels = [...side.querySelectorAll<HTMLElement>("[data-panel]")];
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Beside the draft");
  const makeTab = (words: string, shown: HTMLElement[]): HTMLButtonElement => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `side-tab-${list.children.length}`;
    tab.textContent = words;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", shown.map((panel) => panel.id).join(" "));
    list.append(tab);
    return tab;
  };
  const tabs = panels.map((panel, number) => {
    panel.id ||= `side-panel-${number}`;
    const tab = makeTab(panel.dataset.panel ?? "", [panel]);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    return tab;
  });
  const previews = panels.filter((panel) => panel.hasAttribute("data-preview"));
  const both = tabs.push(makeTab("Side by side", previews)) - 1;

  const choose = (chosen: number, focus = false): void => {
    tabs.forEach((tab, number) => {
      tab.setAttribute("aria-selected", String(number === chosen));
      tab.tabIndex = number === chosen ? 0 : -1;
    });
    panels.forEach((panel, number) => {
      panel.hidden = chosen === both ? !previews.includes(panel) : number !== chosen;
    });
    side.parentElement?.classList.toggle("is-comparing", chosen === both);
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
