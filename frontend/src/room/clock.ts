// Shows the server's clock. What it shows counts down here; when a phase ends is the server's
// decision, and comes as a new view.

const WARN_MS = 2 * 60_000;
const ASK_AGAIN_MS = 2_000;

export type Phase = {
  revision: number;
  phase: string;
  startedAt: number;
  endsAt: number | null;
};

type Options = {
  root: HTMLElement;
  serverNow: () => number;
  say: (words: string) => void;
  overdue: () => void;
};

export class RoomClock {
  private phase: Phase | null = null;
  private warnedOf = "";
  private askedAt = 0;

  constructor(private readonly options: Options) {
    window.setInterval(() => this.show(), 250);
  }

  set(phase: Phase): void {
    this.phase = phase;
    this.show();
  }

  private show(): void {
    const phase = this.phase;
    if (!phase) return;
    const now = this.options.serverNow();
    this.showBeats((now - phase.startedAt) / 1000);
    if (phase.endsAt === null) return;
    const left = phase.endsAt - now;
    const face = this.options.root.querySelector<HTMLElement>("[data-clock]");
    const words = clockFace(left);
    if (face && face.textContent !== words) face.textContent = words;
    face?.classList.toggle("room-clock--late", left <= WARN_MS);
    this.warn(phase, left);
    if (left < -1_000 && now - this.askedAt > ASK_AGAIN_MS) {
      this.askedAt = now;
      this.options.overdue();
    }
  }

  private warn(phase: Phase, left: number): void {
    const key = `${phase.phase}:${phase.endsAt}`;
    if (left > WARN_MS || left <= 0 || this.warnedOf === key) return;
    this.warnedOf = key;
    const minutes = Math.ceil(left / 60_000);
    this.options.say(`${minutes} minute${minutes === 1 ? "" : "s"} left.`);
  }

  private showBeats(seconds: number): void {
    for (const list of this.options.root.querySelectorAll("[data-beats]")) {
      for (const beat of list.querySelectorAll<HTMLElement>("[data-from]")) {
        const from = Number(beat.dataset.from);
        const to = Number(beat.dataset.to);
        const state = seconds >= to ? "done" : seconds >= from ? "now" : "next";
        if (beat.dataset.state === state) continue;
        beat.dataset.state = state;
        if (state === "now") beat.setAttribute("aria-current", "step");
        else beat.removeAttribute("aria-current");
      }
    }
  }
}

/** "24:59": whole seconds left, never below zero. */
export function clockFace(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
