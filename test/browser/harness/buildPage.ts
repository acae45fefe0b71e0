import { execFileSync } from "node:child_process"
import { resolve } from "node:path"

const root = resolve(import.meta.dirname, "../../..")

/** Vitest global set-up: builds the page once, so that browser tests see what users see. */
export default (): void => {
  execFileSync(
    process.execPath,
    [
      resolve(root, "node_modules/vite/bin/vite.js"),
      "build",
      "--config",
      "src/webui/vite.config.ts",
      "--logLevel",
      "warn"
    ],
    // The test's own NODE_ENV would build React's development form.
    { cwd: root, stdio: "inherit", env: { ...process.env, NODE_ENV: "production" } }
  )
}
