// A shared document: y-websocket's provider, which comes back by itself, and what it does not
// know: whether what was typed here is stored.
//
// The server answers a sync step 1 when everything said before it is in the database. So after
// each pause in typing, and every five seconds, one is sent; its answer means "saved" for
// what had been typed by then. After a connection has come back this holds only once the server
// has asked for what it lacks, and was given it.

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Awareness } from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

export type CollabState = {
  connection: "connecting" | "on" | "away" | "closed";
  isSaved: boolean; // all that was typed here is in the database
  readOnly: string; // why nothing is taken, in words; empty: it is
  closed: string; // why the server ended it for good, in words
};

type Options = {
  changed?: (state: CollabState) => void;
  socket?: typeof WebSocket;
  server?: string; // such as wss://prep.example.org; the page's own without it
};

const SYNC = 0;
const AUTH = 2;
const RESYNC_MS = 5_000;
const ASK_AFTER_MS = 300; // of quiet
const LONGEST_WAIT_MS = 10_000;
const TOO_LARGE = 1009;
const TOO_LARGE_WORDS = "Too much was written at once without a connection (64 kB).";

export class Collab {
  readonly doc = new Y.Doc();
  readonly awareness: Awareness;
  state: CollabState = { connection: "connecting", isSaved: true, readOnly: "", closed: "" };

  private readonly provider: WebsocketProvider;
  private readonly changed: (state: CollabState) => void;
  private readonly timer: ReturnType<typeof setInterval>;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private typed = 0; // changes made here
  private stored = 0; // how many of them are known to be stored
  private asked: number[] = []; // for each step 1 under way: which changes its answer covers
  private hasGivenAll = false; // the server has been told what it lacked

  constructor(key: string, options: Options = {}) {
    this.changed = options.changed ?? (() => {});
    this.provider = new WebsocketProvider(`${options.server ?? ownServer()}/ws/doc`, `${key}/`, this.doc, {
      connect: false,
      disableBc: true, // tabs meet on the server, which knows who may write
      maxBackoffTime: LONGEST_WAIT_MS,
      WebSocketPolyfill: options.socket ?? WebSocket,
      shouldReconnect: (event) => event.code !== TOO_LARGE && !(event.code >= 4400 && event.code < 4500),
    });
    this.awareness = this.provider.awareness;
    this.doc.on("update", (_update: Uint8Array, origin: unknown) => {
      if (origin !== this.provider) this.noteTyped();
    });
    this.hearSync();
    this.hearStates();
    this.timer = setInterval(() => this.ask(), RESYNC_MS);
    this.provider.connect();
  }

  /** Leave; what is not saved yet is lost unless the page goes on. */
  destroy(): void {
    clearInterval(this.timer);
    clearTimeout(this.quiet);
    this.provider.destroy();
    this.doc.destroy();
  }

  private noteTyped(): void {
    this.typed += 1;
    this.tell({ isSaved: false });
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.ask(), ASK_AFTER_MS);
  }

  private ask(): void {
    const socket = this.provider.ws;
    if (!this.provider.wsconnected || socket?.readyState !== socket?.OPEN) return;
    this.asked.push(this.hasGivenAll ? this.typed : 0);
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC);
    sync.writeSyncStep1(encoder, this.doc);
    socket?.send(encoding.toUint8Array(encoder));
  }

  private hearSync(): void {
    const handlers = this.provider.messageHandlers;
    const handle = handlers[SYNC];
    if (!handle) return;
    handlers[SYNC] = (encoder, decoder, ...rest) => {
      const step = decoder.arr[decoder.pos];
      handle(encoder, decoder, ...rest);
      if (step === sync.messageYjsSyncStep1) {
        // The answer leaves when this handler has returned; what is asked after it covers all.
        queueMicrotask(() => {
          this.hasGivenAll = true;
          this.ask();
        });
      } else if (step === sync.messageYjsSyncStep2) {
        this.stored = Math.max(this.stored, this.asked.shift() ?? 0);
        this.tell({ isSaved: this.stored >= this.typed });
      }
    };
    handlers[AUTH] = (_encoder, decoder) => {
      decoding.readVarUint(decoder); // permission denied: there is nothing else
      this.tell({ readOnly: decoding.readVarString(decoder) });
    };
  }

  private hearStates(): void {
    this.provider.on("status", ({ status }) => {
      if (status === "connected") {
        this.asked = [0]; // the provider asks by itself as its first word
        this.hasGivenAll = false;
        this.tell({ connection: "on", readOnly: "" });
      } else if (status === "disconnected") {
        this.tell({ connection: "away" });
      }
    });
    this.provider.on("connection-close", () => {
      if (this.state.connection !== "closed") this.tell({ connection: "away" });
    });
    this.provider.on("closed", ({ code, reason }) => {
      this.tell({ connection: "closed", closed: code === TOO_LARGE ? TOO_LARGE_WORDS : reason });
    });
  }

  private tell(part: Partial<CollabState>): void {
    const before = this.state;
    this.state = { ...before, ...part };
    if (JSON.stringify(before) !== JSON.stringify(this.state)) this.changed(this.state);
  }
}

/** What to show beside the document. */
export function words(state: CollabState): string {
  const copy = state.isSaved ? "" : " What you wrote last is only on this page: copy it.";
  if (state.connection === "closed") return state.closed + copy;
  if (state.connection === "connecting") return "Connecting …";
  if (state.connection === "away") {
    return "No connection. What you write stays on this page, and is saved when it is back.";
  }
  if (state.readOnly) return state.readOnly;
  return state.isSaved ? "Saved." : "Saving …";
}

function ownServer(): string {
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${window.location.host}`;
}
