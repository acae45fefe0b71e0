import { defineConfig } from "rolldown"

const node = [/^node:/, "better-sqlite3"]
const output = { dir: "dist", format: "esm", chunkFileNames: "chunks/[name]-[hash].js", minify: false }

/**
 * Programs hold everything but Node and the native driver. The library leaves Effect to the program that uses it: two
 * copies of Effect do not know each other's tags.
 */
export default defineConfig([
  {
    input: { main: "src/main.ts", demo: "src/demo/main.ts", bench: "src/bench/main.ts" },
    platform: "node",
    external: node,
    output
  },
  {
    input: { index: "src/index.ts" },
    platform: "node",
    external: [...node, /^effect(\/|$)/, /^@effect\//, "smol-toml", "rotating-file-stream", "ws"],
    output
  }
])
