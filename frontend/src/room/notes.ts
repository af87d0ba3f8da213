// The shared notes: a textarea bound to a Yjs text. Every letter that both type is kept,
// whatever the order in which the messages arrive.

import * as Y from "yjs";
import { difference, parts } from "./text";
import type { Message } from "./socket";

const TYPED_WAIT_MS = 120; // letters typed within it travel together
const CHUNK_UNITS = 8_000; // at most 24 kB as UTF-8: a frame is limited to 64 kB
const CHUNK_BYTES = 24_000;

type Options = {
  area: HTMLTextAreaElement;
  send: (message: Message) => boolean;
  say: (words: string) => void;
};

export class SharedNotes {
  private readonly doc = new Y.Doc();
  private readonly text = this.doc.getText("notes");
  private readonly undo = new Y.UndoManager(this.text, {
    trackedOrigins: new Set([this]),
    captureTimeout: 600,
  });
  private typed: Uint8Array[] = []; // not yet sent
  private readonly unkept = new Map<number, Uint8Array>(); // sent, not yet acknowledged
  private readonly refused = new Map<number, Uint8Array>(); // the notes were full
  private number = 0;
  private timer = 0;
  private isSynced = false;
  private isComposing = false;
  private canWrite = false;
  private isConnected = false;
  private waiting: Uint8Array[] = []; // arrived while an input method was composing

  constructor(private readonly options: Options) {
    const { area } = options;
    area.addEventListener("input", () => {
      if (!this.isComposing) this.take();
    });
    area.addEventListener("compositionstart", () => {
      this.isComposing = true;
    });
    area.addEventListener("compositionend", () => {
      this.isComposing = false;
      this.take();
      for (const update of this.waiting.splice(0)) Y.applyUpdate(this.doc, update, "server");
    });
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("beforeinput", (event) => {
      // The browser's own undo would also take back what the partner wrote.
      if (event.inputType === "historyUndo" || event.inputType === "historyRedo") {
        event.preventDefault();
      }
    });
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== "server") this.queue(update);
    });
    this.text.observe((event, transaction) => {
      if (transaction.origin !== this) this.show(event);
    });
    window.addEventListener("beforeunload", (event) => {
      this.flush();
      if (this.unkept.size || this.refused.size || this.typed.length) event.preventDefault();
    });
  }

  /** The state vector of what is here, to say hello with. */
  get state(): string {
    return toText(Y.encodeStateVector(this.doc));
  }

  /** Whether the room lets people write now. */
  allow(canWrite: boolean): void {
    this.isConnected = true;
    this.canWrite = canWrite;
    this.options.area.readOnly = !canWrite || !this.isSynced;
    this.tell();
  }

  /** The connection is gone: what is typed from now on waits here. */
  lost(): void {
    this.isConnected = false;
    this.tell();
  }

  /** An update from the server; with `state` it is the answer to a hello. */
  receive(message: Message): void {
    const update = toBytes(String(message.update));
    if (this.isComposing) this.waiting.push(update);
    else Y.applyUpdate(this.doc, update, "server");
    if (typeof message.state !== "string") return;
    if (!this.isSynced) this.options.area.value = this.text.toString();
    this.isSynced = true;
    this.allow(this.canWrite); // the textarea opens once there is something to type into
    this.sendAgain(toBytes(message.state));
  }

  /** The server has kept update `number`. */
  kept(number: number): void {
    this.unkept.delete(number);
    // Something may have been deleted: there may be space now for what did not fit.
    const again = [...this.refused.values()];
    this.refused.clear();
    for (const update of again) this.post(update);
    this.tell();
  }

  /** The server did not keep update `number`; why is said elsewhere. */
  notKept(number: number): void {
    const update = this.unkept.get(number);
    if (!update) return;
    this.unkept.delete(number);
    this.refused.set(number, update);
    this.tell();
  }

  private sendAgain(state: Uint8Array): void {
    const again = [...this.refused.values(), ...this.unkept.values()];
    this.refused.clear();
    this.unkept.clear();
    for (const update of again) this.post(update);
    this.flush();
    if (!this.unkept.size && isBehind(state, this.doc)) {
      this.post(Y.encodeStateAsUpdate(this.doc, state));
    }
    this.tell();
  }

  private take(): void {
    const { area } = this.options;
    const edit = difference(this.text.toString(), area.value, area.selectionEnd);
    if (!edit) return;
    const [first = "", ...rest] = parts(edit.inserted, CHUNK_UNITS);
    this.doc.transact(() => {
      if (edit.removed) this.text.delete(edit.at, edit.removed);
      if (first) this.text.insert(edit.at, first);
    }, this);
    let at = edit.at + first.length;
    for (const part of rest) {
      this.doc.transact(() => this.text.insert(at, part), this);
      at += part.length;
    }
  }

  private show(event: Y.YTextEvent): void {
    const { area } = this.options;
    let at = 0;
    for (const step of event.delta) {
      if (step.retain) at += step.retain;
      if (step.delete) area.setRangeText("", at, at + step.delete, "preserve");
      if (typeof step.insert === "string") {
        area.setRangeText(step.insert, at, at, "preserve");
        at += step.insert.length;
      }
    }
    const whole = this.text.toString();
    if (area.value !== whole) area.value = whole;
  }

  private key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const isUndo = key === "z" && !event.shiftKey;
    const isRedo = key === "y" || (key === "z" && event.shiftKey);
    if (!isUndo && !isRedo) return;
    event.preventDefault();
    if (this.options.area.readOnly) return;
    if (isUndo) this.undo.undo();
    else this.undo.redo();
  }

  private queue(update: Uint8Array): void {
    this.typed.push(update);
    this.tell();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), TYPED_WAIT_MS);
  }

  private flush(): void {
    window.clearTimeout(this.timer);
    let together: Uint8Array[] = [];
    let size = 0;
    for (const update of this.typed.splice(0)) {
      if (together.length && size + update.length > CHUNK_BYTES) {
        this.post(Y.mergeUpdates(together));
        together = [];
        size = 0;
      }
      together.push(update);
      size += update.length;
    }
    if (together.length) this.post(Y.mergeUpdates(together));
  }

  private post(update: Uint8Array): void {
    const number = ++this.number;
    this.unkept.set(number, update); // stays until acknowledged, and is sent again after a break
    this.options.send({ type: "note", number, update: toText(update) });
    this.tell();
  }

  private tell(): void {
    const { say, area } = this.options;
    if (!this.isSynced) say("Loading …");
    else if (!this.isConnected) say("No connection: kept on this page");
    else if (this.unkept.size || this.typed.length) say("Saving …");
    else if (this.refused.size) say("Not all of it is saved");
    else if (area.readOnly) say("Read only");
    else say("Saved");
  }
}

/** Whether `doc` holds insertions that somebody with the state vector `state` lacks. */
function isBehind(state: Uint8Array, doc: Y.Doc): boolean {
  const theirs = Y.decodeStateVector(state);
  const ours = Y.decodeStateVector(Y.encodeStateVector(doc));
  return [...ours].some(([client, clock]) => (theirs.get(client) ?? 0) < clock);
}

function toText(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
