// Drives the site's own client (frontend/src/collab/provider.ts, bundled) outside of a browser.
// Arguments: bundle, server, key, cookie. Commands are lines of JSON on standard input; every state is
// a line of JSON on standard output.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [bundle, server, key, cookie] = process.argv.slice(2);
const { Collab, words } = await import(pathToFileURL(bundle));

class CookieSocket extends WebSocket {
  constructor(url) {
    super(url, { headers: { cookie, origin: server.replace("ws", "http") } });
  }
}

const collab = new Collab(key, { server, socket: CookieSocket, changed: tell });
const text = collab.doc.getText("editor");
text.observe(tell);
collab.awareness.on("change", tell);

function tell() {
  const others = [...collab.awareness.getStates()].filter(([id]) => id !== collab.doc.clientID);
  const names = others.map(([, state]) => state.user?.name ?? "");
  console.log(JSON.stringify({ text: text.toString(), words: words(collab.state), names }));
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.type) text.insert(text.length, command.type);
  if (command.cursor !== undefined) collab.awareness.setLocalStateField("cursor", command.cursor);
}
collab.destroy();
process.exit(0);
