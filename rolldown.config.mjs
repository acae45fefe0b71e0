import { existsSync } from "node:fs"
import { defineConfig } from "rolldown"

const entries = { main: "src/main.ts", index: "src/index.ts", demo: "src/demo/main.ts", bench: "src/bench/main.ts" }

/** One ES module per entry point with shared chunks; native and built-in modules stay outside. */
export default defineConfig({
  input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  platform: "node",
  external: [/^node:/, "better-sqlite3"],
  output: { dir: "dist", format: "esm", chunkFileNames: "chunks/[name]-[hash].js", minify: false }
})
