/**
 * Adds the optional packages of other platforms to package-lock.json. A registry mirror that holds only this platform's
 * binaries makes `npm install` leave them out, and `npm ci` refuse the lock everywhere. Run it after such an install.
 */
import { readFileSync, writeFileSync } from "node:fs"

const file = new URL("../package-lock.json", import.meta.url)
const lock = JSON.parse(readFileSync(file, "utf8"))
const systems = ["android", "darwin", "linux", "win32", "freebsd", "openharmony", "aix", "netbsd", "openbsd", "sunos"]
const processors = ["arm64", "x64", "ia32", "arm", "riscv64", "ppc64", "s390x", "loong64", "mips64el", "wasm32"]
let added = 0

for (const [path, pkg] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(pkg.optionalDependencies ?? {})) {
    const version = range.replace(/^[^\d]*/, "")
    const parent = path.slice(0, path.lastIndexOf("node_modules/"))
    const places = [`${path}/node_modules/${name}`, `${parent}node_modules/${name}`, `node_modules/${name}`]
    if (
      places.some((place) => lock.packages[place] && (lock.packages[place].version === version || !/^\d/.test(range)))
    ) {
      continue
    }
    const words = name.split(/[/-]/)
    const os = name === "fsevents" ? "darwin" : words.find((word) => systems.includes(word))
    const cpu = words.find((word) => processors.includes(word))
    if (os === undefined && cpu === undefined) continue
    const libc = words.includes("musl") ? "musl" : words.some((word) => word.startsWith("gnu")) ? "glibc" : undefined
    const place = lock.packages[`node_modules/${name}`] ? `${parent}node_modules/${name}` : `node_modules/${name}`
    lock.packages[place] = {
      version,
      ...(cpu === undefined ? {} : { cpu: [cpu] }),
      ...(pkg.dev ? { dev: true } : {}),
      ...(libc === undefined ? {} : { libc: [libc] }),
      optional: true,
      ...(os === undefined ? {} : { os: [os] })
    }
    added++
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${added} added\n`)
