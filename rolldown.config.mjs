import { defineConfig } from "rolldown"

/** One ES module per entry point with shared chunks; native and built-in modules stay outside. */
export default defineConfig({
  input: { main: "src/main.ts", index: "src/index.ts", demo: "src/demo/main.ts", bench: "src/bench/main.ts" },
  platform: "node",
  external: [/^node:/, "better-sqlite3"],
  output: { dir: "dist", format: "esm", chunkFileNames: "chunks/[name]-[hash].js", minify: false }
})
