import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const source = fileURLToPath(new URL("src/", import.meta.url));

// Every file directly in src/ is an entry with a fixed name, static/build/<name>.js; what
// entries share lies in folders below it and lands in chunks with a hash in the name.
const entries = Object.fromEntries(
  readdirSync(source, { withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(".ts") && !file.name.endsWith(".d.ts"))
    .map((file) => [basename(file.name, ".ts"), source + file.name]),
);

export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../static/build",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    sourcemap: false,
    rolldownOptions: {
      input: entries,
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
});
