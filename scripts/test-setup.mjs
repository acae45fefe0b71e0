// Prepares a machine for `npm test`. Installs what is missing where that is allowed, and says what is skipped and why.
// Ends with 0 as long as the tests can run, since tests whose program is missing are skipped with a reason.
import { spawnSync } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { createRequire } from "node:module"
import { delimiter, join, resolve } from "node:path"

const line = (item, text) => console.log(`${item.padEnd(18)} ${text}`)

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const which = (program) =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, program))
    .find(isExecutable)

const run = (command, args) =>
  spawnSync(command, args, {
    encoding: "utf8",
    timeout: 10 * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  })

const versionOf = (binary) => {
  const { status, stdout } = run(binary, ["--version"])
  return status === 0 ? stdout.trim().split("\n")[0] : undefined
}

const lastWords = ({ stderr, stdout, error }) =>
  (error?.message || stderr?.trim() || stdout?.trim() || "no words").split("\n").at(-1)

/** How to become root: nothing to add, `sudo`, or not at all. */
const rootPrefix = () => {
  if (process.getuid?.() === 0) return []
  return which("sudo") !== undefined && run("sudo", ["-n", "true"]).status === 0 ? ["sudo", "-n"] : undefined
}

/** Installs Debian's package of that name, or says why not. A package list that cannot be refreshed may still know it. */
const installPackage = (item, consequence, otherwise) => {
  const skipped = (why) => line(item, `skipped: ${why}; ${consequence}`)
  if (which("apt-get") === undefined) return skipped(`no apt-get here, ${otherwise}`)
  const prefix = rootPrefix()
  if (prefix === undefined) return skipped("neither root nor sudo without a password")
  const apt = (...args) => {
    const [command, ...rest] = [...prefix, "apt-get", ...args]
    return run(command, rest)
  }
  const update = apt("-q", "update")
  const install = apt("-q", "-y", "--no-install-recommends", "install", item)
  const installed = which(item)
  if (install.status === 0 && installed !== undefined) {
    line(item, `installed: ${versionOf(installed) ?? "version unknown"} (${installed})`)
  } else {
    skipped(`apt-get could not install it (${lastWords(update.status === 0 ? install : update)})`)
  }
}

const installChromium = () => {
  const item = "chromium"
  const present = process.env.CHROMIUM ?? which(item)
  if (present !== undefined && isExecutable(present)) {
    line(item, `there: ${versionOf(present) ?? "version unknown"} (${present})`)
    return
  }
  installPackage(item, "browser tests will be skipped", "install chromium by other means and set CHROMIUM")
}

const installQbittorrent = () => {
  const item = "qbittorrent-nox"
  const asked = (process.env.QBITTORRENT_NOX ?? "").split(/[:,]/).filter((path) => path.trim() !== "")
  if (asked.length > 0) {
    for (const path of asked) {
      const version = isExecutable(path.trim()) ? versionOf(path.trim()) : undefined
      line(
        item,
        version === undefined
          ? `${path} (QBITTORRENT_NOX) does not run: its tests will fail`
          : `there: ${version} (${path})`
      )
    }
    return
  }
  const present = which(item)
  if (present !== undefined) {
    line(item, `there: ${versionOf(present) ?? "version unknown"} (${present})`)
    return
  }
  installPackage(
    item,
    "tests with a real qBittorrent will be skipped",
    "install qbittorrent-nox by other means or set QBITTORRENT_NOX"
  )
}

const lookForRecordings = () => {
  const folder = process.env.QBITRR_SHARED ?? resolve(import.meta.dirname, "../../shared")
  line(
    "recorded answers",
    existsSync(join(folder, "api"))
      ? `there: ${folder}`
      : `skipped: ${folder} does not exist; tests that compare with recorded answers will be skipped (QBITRR_SHARED names another folder)`
  )
}

const lookForSqlite = () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major > 22 || (major === 22 && minor >= 13))
    return line("sqlite", `there: node:sqlite of Node ${process.versions.node}`)
  try {
    const require = createRequire(import.meta.url)
    ;new (require("better-sqlite3"))(":memory:").close()
    line("sqlite", "there: better-sqlite3")
  } catch (error) {
    line(
      "sqlite",
      `skipped: better-sqlite3 does not load (${String(error.message).split("\n")[0]}); run npm ci on this Node`
    )
  }
}

line("node", `there: ${process.versions.node}`)
installQbittorrent()
installChromium()
lookForSqlite()
lookForRecordings()
