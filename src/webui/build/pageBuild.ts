import { createHash } from "node:crypto"
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { extname, join, relative } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import type { Plugin, Rolldown } from "vite"
import { type FirstLoad, firstLoad } from "./firstLoad.ts"

/** Bytes that the first visit may fetch, compressed (issue 5). */
export const budget = 300_000

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2"
}

const compressible = new Set([".css", ".js", ".json", ".svg", ".webmanifest"])

/** Small files gain nothing. Bytes. */
const smallest = 512

interface BuiltFile {
  readonly type: string
  readonly hash: string
  readonly encodings: ReadonlyArray<"br" | "gzip">
  readonly immutable: boolean
}

/** Writes the compressed copies of one file beside it. */
const finish = (folder: string, path: string): BuiltFile => {
  const file = join(folder, path)
  const content = readFileSync(file)
  const encodings: Array<"br" | "gzip"> = []
  if (compressible.has(extname(path)) && content.length > smallest) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
    encodings.push("br", "gzip")
  }
  return {
    type: types[extname(path)] ?? "application/octet-stream",
    hash: createHash("sha256").update(content).digest("hex").slice(0, 24),
    encodings,
    immutable: path.startsWith("assets/")
  }
}

const filesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => relative(folder, join(folder, path)).replaceAll("\\", "/"))

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

/**
 * Turns what Vite has built into what the daemon serves: compressed copies, and `files.json` with every file that may
 * be asked for and the document. Prints the size of the first load, and fails when it is above the budget.
 */
export const pageBuild = (): Plugin => {
  let chunks: ReadonlyArray<Rolldown.OutputChunk> = []
  return {
    name: "qbitrr-page",
    apply: "build",
    writeBundle: {
      sequential: true,
      order: "post",
      handler(options, bundle) {
        chunks = Object.values(bundle).filter((one) => one.type === "chunk")
        const folder = options.dir ?? ""
        const document = readFileSync(join(folder, "index.html"), "utf8")
        rmSync(join(folder, "index.html"))
        const files = Object.fromEntries(filesIn(folder).map((path) => [path, finish(folder, path)]))
        const sizeOf = (path: string): number => {
          const encodings = files[path]?.encodings ?? []
          return statSync(join(folder, path + (encodings.includes("gzip") ? ".gz" : ""))).size
        }
        const first: FirstLoad = firstLoad(chunks, sizeOf, document.length)
        writeFileSync(join(folder, "files.json"), JSON.stringify({ document, files, firstLoad: first }))
        this.info(
          `first load ${kilobytes(first.bytes)} gzip (shell ${kilobytes(first.shell)}, largest page ${first.largestPage} ${kilobytes(first.page)}); budget ${kilobytes(budget)}`
        )
        if (first.bytes > budget) this.error(`The first load is above its budget of ${kilobytes(budget)}`)
      }
    }
  }
}

/** While developing, Vite serves the document itself. */
export const developmentDocument = (): Plugin => ({
  name: "qbitrr-development-document",
  apply: "serve",
  transformIndexHtml: (html) =>
    html
      .replaceAll("%QBITRR_BASE%", "/")
      .replaceAll("%QBITRR_NONCE%", "")
      .replaceAll("%QBITRR_SCHEME%", "dark")
      .replaceAll("%QBITRR_DENSITY%", "comfortable")
      .replaceAll("%QBITRR_LIVE%", "true")
})
