import { defineConfig } from "rolldown"

const node = [/^node:/, "better-sqlite3"]
const output = { dir: "dist", format: "esm", chunkFileNames: "chunks/[name]-[hash].js", minify: false }

/**
 * V8 keeps the source of a program in memory, with two bytes for each character as soon as one of them is not Latin: so
 * there is none, and the documentation of libraries stays out. That is 3 MiB of the daemon.
 */
const ofPrograms = { ...output, charset: "ascii", comments: { legal: true, annotation: true, jsdoc: false } }

/**
 * Programs hold everything but Node and the native driver. The library leaves Effect to the program that uses it: two
 * copies of Effect do not know each other's tags.
 */
export default defineConfig([
  {
    input: { main: "src/main.ts", demo: "src/demo/main.ts", bench: "src/bench/main.ts" },
    platform: "node",
    external: node,
    output: ofPrograms
  },
  {
    input: { index: "src/index.ts" },
    platform: "node",
    external: [...node, /^effect(\/|$)/, /^@effect\//, "smol-toml", "rotating-file-stream", "openid-client", "ws"],
    output
  }
])
