// The connection to the room: comes back by itself, and says when it is away.

export type Message = { type: string; [field: string]: unknown };

export type ConnectionState = "on" | "away" | "closed";

type Handlers = {
  message: (message: Message) => void;
  state: (state: ConnectionState, tries: number) => void;
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const SEEN_EVERY_MS = 5_000;
const SILENT_AFTER_MS = 15_000; // three unanswered heartbeats: the connection is dead
const NOT_AGAIN = new Set([4403]); // the session was cancelled, or the person signed out

export class RoomSocket {
  private socket: WebSocket | null = null;
  private wait = FIRST_WAIT_MS;
  private timer = 0;
  private heardAt = 0;
  private pings = 0;
  private readonly sentAt = new Map<number, number>();
  private isOver = false;
  private tries = 0; // connections in a row that brought no view

  /** Milliseconds to add to this device's clock to get the server's. */
  offset = 0;

  constructor(
    private readonly path: string,
    private readonly handlers: Handlers,
  ) {
    window.setInterval(() => this.beat(), SEEN_EVERY_MS);
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.hurry();
    });
    this.open();
  }

  /** Send now; false if there is no connection. */
  send(message: Message): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private open(): void {
    window.clearTimeout(this.timer);
    const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${window.location.host}${this.path}`);
    this.socket = socket;
    this.heardAt = Date.now();
    socket.addEventListener("open", () => {
      if (socket !== this.socket) return;
      this.heardAt = Date.now();
      this.ping(); // the server sends the view and the notes by itself
    });
    socket.addEventListener("message", (event) => {
      if (socket === this.socket) this.hear(String(event.data));
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.socket) this.lose(event.code);
    });
  }

  private hear(text: string): void {
    this.heardAt = Date.now();
    const message = JSON.parse(text) as Message;
    if (message.type === "pong") {
      this.setOffset(Number(message.number), Number(message.now));
      return;
    }
    if (message.type === "view") {
      this.wait = FIRST_WAIT_MS; // really in, not only connected
      this.tries = 0;
      this.handlers.state("on", 0);
    }
    this.handlers.message(message);
  }

  private lose(code: number): void {
    this.socket = null;
    this.isOver = NOT_AGAIN.has(code);
    this.tries += 1;
    this.handlers.state(this.isOver ? "closed" : "away", this.tries);
    if (this.isOver) return;
    const wait = this.wait * (0.7 + Math.random() * 0.6); // not everybody in the same moment
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    this.timer = window.setTimeout(() => this.open(), wait);
  }

  private beat(): void {
    if (!this.socket) return;
    if (Date.now() - this.heardAt > SILENT_AFTER_MS) {
      const dead = this.socket;
      this.lose(0);
      dead.close();
      return;
    }
    if (this.send({ type: "seen" })) this.ping();
  }

  private hurry(): void {
    if (this.isOver || this.socket) return;
    this.wait = FIRST_WAIT_MS;
    this.open();
  }

  private ping(): void {
    const number = ++this.pings;
    this.sentAt.set(number, Date.now());
    this.send({ type: "ping", number });
  }

  private setOffset(number: number, serverNow: number): void {
    const sentAt = this.sentAt.get(number);
    this.sentAt.clear();
    if (sentAt === undefined) return;
    const now = Date.now();
    if (now - sentAt < 2_000) this.offset = serverNow - (sentAt + now) / 2;
  }
}
