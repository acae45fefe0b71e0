import { resolve } from "node:path"
import { defineConfig } from "vite"
import { developmentDocument, pageBuild } from "./build/pageBuild.ts"

/** `QBITRR_URL`: the daemon behind `npm run dev:webui`. */
const daemon = process.env["QBITRR_URL"] ?? "http://127.0.0.1:6969"

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that one build serves every `UrlBase`: the document says where it is.
  base: "./",
  build: {
    outDir: resolve(import.meta.dirname, "../../dist/webui"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    // An inlined file would be a `data:` address, which the policy forbids for all but pictures.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      // Compressing takes most of the time, and is meant to.
      checks: { pluginTimings: false },
      // Directives for servers that render React; there are none here, and one warning for each of 900 files.
      onLog: (level, log, handler) => (log.code === "MODULE_LEVEL_DIRECTIVE" ? undefined : handler(level, log))
    }
  },
  plugins: [pageBuild(), developmentDocument()],
  server: { proxy: { "/api": daemon, "/web": daemon } }
})
