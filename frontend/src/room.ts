// The live room: keeps the page like the server's view of it, sends what the buttons mean, and
// binds the shared notes. Without it the page can be read.

import { RoomClock } from "./room/clock";
import { replaceFragment } from "./room/fragments";
import { startNotebook } from "./room/notebook";
import { SharedNotes } from "./room/notes";
import { type ConnectionState, type Message, RoomSocket } from "./room/socket";

type View = {
  revision: number;
  phase: string;
  phase_label: string;
  role: "interviewer" | "candidate" | "";
  started_at: number;
  ends_at: number | null;
  now: number;
  partner: string;
  partner_is_here: boolean;
  shown: number;
  can_write: boolean;
  fragments: Record<string, string>;
};

const LEFT_WAIT_MS = 4_000; // a page that reloads has not left

const MANY_TRIES = 5;
const SIGNED_OUT_WORDS = " If this lasts, you may be signed out: look in another tab.";
const CONNECTION_WORDS: Record<ConnectionState, string> = {
  on: "Connected",
  away: "Reconnecting … What you type is kept on this page.",
  closed: "Disconnected",
};

function start(room: HTMLElement, path: string): void {
  const announcer = need("[data-announcer]");
  const connection = need("[data-connection]");
  const errorNotice = need("[data-error]");
  const errorWords = need("[data-error-words]");
  const dialog = need("[data-end-dialog]") as HTMLDialogElement;
  const notesState = need("[data-notes-state]");
  let view: View | null = null;
  let saidAt = 0;
  let leftTimer = 0;

  const say = (words: string): void => {
    // Sentences of the same moment are heard together, not one instead of the other.
    const isSame = Date.now() - saidAt < 1_000 && announcer.textContent;
    announcer.textContent = isSame ? `${announcer.textContent} ${words}` : words;
    saidAt = Date.now();
  };

  const showError = (words: string): void => {
    errorWords.textContent = words;
    errorNotice.hidden = !words;
    if (words) say(words);
  };

  const notes = new SharedNotes({
    area: need("[data-notes]") as HTMLTextAreaElement,
    send: (message) => socket.send(message),
    say: (words) => {
      if (notesState.textContent !== words) notesState.textContent = words;
    },
  });

  const hello = (): void => void socket.send({ type: "hello", state: notes.state });

  const socket: RoomSocket = new RoomSocket(path, {
    state: (state, tries) => {
      const words = CONNECTION_WORDS[state] + (tries >= MANY_TRIES ? SIGNED_OUT_WORDS : "");
      if (connection.textContent !== words) connection.textContent = words;
      connection.dataset.state = state;
      room.dataset.live = state;
      if (state === "on") return;
      setBusy(false);
      notes.lost();
    },
    message: (message) => receive(message),
  });

  const clock = new RoomClock({
    root: room,
    serverNow: () => Date.now() + socket.offset,
    say,
    overdue: hello,
  });

  const receive = (message: Message): void => {
    if (message.type === "view") show(message as unknown as View);
    else if (message.type === "notes") notes.receive(message);
    else if (message.type === "noted") notes.kept(Number(message.number));
    else if (message.type === "error") {
      if (typeof message.number === "number") notes.notKept(message.number);
      setBusy(false);
      showError(String(message.message));
    }
  };

  const show = (next: View): void => {
    const before = view;
    view = next;
    for (const [name, html] of Object.entries(next.fragments)) {
      const place = room.querySelector<HTMLElement>(`[data-fragment="${name}"]`);
      if (place) replaceFragment(place, html);
    }
    setBusy(false);
    notes.allow(next.can_write);
    clock.set({
      revision: next.revision,
      phase: next.phase,
      startedAt: next.started_at,
      endsAt: next.ends_at,
    });
    if (before) announceChange(before, next);
  };

  const announceChange = (before: View, now: View): void => {
    if (before.revision !== now.revision) showError("");
    if (before.phase !== now.phase) {
      if (dialog.open) dialog.close("stay"); // it asked about another phase
      say(`Now: ${now.phase_label}. ${ROLE_WORDS[now.role]}`);
    } else if (now.ends_at && before.ends_at && now.ends_at > before.ends_at) {
      say("Five more minutes.");
    }
    if (now.role === "candidate" && before.phase === now.phase && now.shown > before.shown) {
      say(`${now.partner} has shown you something: see your question.`);
    }
    announcePresence(before, now);
  };

  const announcePresence = (before: View, now: View): void => {
    if (before.partner_is_here === now.partner_is_here) return;
    window.clearTimeout(leftTimer);
    if (now.partner_is_here) {
      say(`${now.partner} is here.`);
      return;
    }
    leftTimer = window.setTimeout(() => {
      if (!view?.partner_is_here) say(`${now.partner} has left.`);
    }, LEFT_WAIT_MS);
  };

  const setBusy = (isBusy: boolean): void => {
    for (const button of room.querySelectorAll<HTMLElement>("[data-command]")) {
      if (isBusy) button.setAttribute("aria-busy", "true");
      else button.removeAttribute("aria-busy");
    }
  };

  const command = (type: string, fields: Record<string, unknown> = {}): void => {
    if (!view) return;
    showError("");
    if (socket.send({ type, revision: view.revision, ...fields })) setBusy(true);
    else showError("There is no connection at the moment. Nothing was changed; try again soon.");
  };

  room.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    if (!target || target.getAttribute("aria-busy") === "true") return;
    if (target.hasAttribute("data-dismiss")) {
      showError("");
    } else if (target.hasAttribute("data-asks-end")) {
      dialog.returnValue = "";
      dialog.showModal();
    } else if (target.dataset.command === "release") {
      const { item, index } = target.dataset;
      command("release", { item, index: Number(index) });
    } else if (target.dataset.command) {
      command(target.dataset.command);
    }
  });

  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "end") command("end");
  });
}

const ROLE_WORDS: Record<View["role"], string> = {
  interviewer: "You are the interviewer.",
  candidate: "You are the candidate.",
  "": "",
};

function need(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`The room's page lacks ${selector}.`);
  return element;
}

const room = document.querySelector<HTMLElement>("[data-room]");
if (room?.dataset.socket) start(room, room.dataset.socket);
startNotebook();
