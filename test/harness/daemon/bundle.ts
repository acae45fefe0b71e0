import { execFileSync } from "node:child_process"
import { resolve } from "node:path"

const root = resolve(import.meta.dirname, "../../..")

/** The daemon as users run it. */
export const mainScript = resolve(root, "dist/main.js")

/** Vitest global set-up: bundles once, so that integration tests run what users run. */
export default (): void => {
  execFileSync(
    process.execPath,
    [resolve(root, "node_modules/rolldown/bin/cli.mjs"), "-c", "rolldown.config.mjs", "--log-level", "warn"],
    {
      cwd: root,
      stdio: "inherit"
    }
  )
}
