// A clock for rehearsing a packet aloud: it runs along the beats of the round. Nothing is kept.

type Beat = { item: HTMLElement; from: number; to: number; name: string };

const TICK_MS = 250;

function runTimer(root: HTMLElement): void {
  const find = (name: string): HTMLElement | null =>
    root.querySelector<HTMLElement>(`[data-timer-${name}]`);
  const [controls, clock, said] = [find("controls"), find("clock"), find("said")];
  const [toggle, next, reset] = [find("start"), find("next"), find("reset")];
  const beats = beatsOf(root);
  const last = beats.at(-1);
  if (!controls || !clock || !said || !toggle || !next || !reset || !last) return;

  let before = 0; // seconds that ran before the last start
  let startedAt: number | null = null; // performance.now() of the last start; null: it stands
  let heard = "";

  const elapsed = (): number =>
    Math.min(last.to, before + (startedAt === null ? 0 : (performance.now() - startedAt) / 1000));

  const show = (): void => {
    const now = elapsed();
    const isOver = now >= last.to;
    if (isOver) pause();
    const seconds = Math.floor(now);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    toggle.textContent = startedAt === null ? (now > 0 && !isOver ? "Go on" : "Start") : "Pause";
    for (const beat of beats) {
      const state = now >= beat.to ? "done" : now >= beat.from && now > 0 ? "now" : "";
      beat.item.dataset.state = state;
      if (state === "now") beat.item.setAttribute("aria-current", "step");
      else beat.item.removeAttribute("aria-current");
    }
    const current = beats.find((beat) => now >= beat.from && now < beat.to);
    const words = isOver ? "The round is over." : startedAt !== null && current ? current.name : heard;
    if (words !== heard) said.textContent = heard = words;
  };

  const pause = (): void => {
    before = elapsed();
    startedAt = null;
  };

  toggle.addEventListener("click", () => {
    if (startedAt !== null) pause();
    else {
      if (elapsed() >= last.to) before = 0;
      startedAt = performance.now();
    }
    show();
  });
  next.addEventListener("click", () => {
    const now = elapsed();
    before = beats.find((beat) => beat.from > now)?.from ?? last.to;
    if (startedAt !== null) startedAt = performance.now();
    show();
  });
  reset.addEventListener("click", () => {
    before = 0;
    startedAt = null;
    heard = said.textContent = "";
    show();
  });

  controls.hidden = false;
  window.setInterval(() => startedAt !== null && show(), TICK_MS);
  show();
}

function beatsOf(root: HTMLElement): Beat[] {
  return [...root.querySelectorAll<HTMLElement>("[data-beats] > li")].map((item) => ({
    item,
    from: Number(item.dataset.from),
    to: Number(item.dataset.to),
    name: item.querySelector("strong")?.textContent ?? "",
  }));
}

for (const root of document.querySelectorAll<HTMLElement>("[data-timer]")) runTimer(root);
