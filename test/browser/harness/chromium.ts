import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

/** Debian's Chromium; `CHROMIUM` names another one. */
const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Why browser tests are skipped; undefined where they can run. */
export const missing: string | undefined = existsSync(program)
  ? undefined
  : `${program} is not there: npm run test:setup installs it (apt-get install chromium), CHROMIUM names another one`

if (missing !== undefined) process.stderr.write(`Browser tests are skipped: ${missing}\n`)

/** Without a sandbox, since CI runs as root; without looking for Google's hosts, which cannot be reached there. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--force-color-profile=srgb"
    ]
  })
