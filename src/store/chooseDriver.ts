import { loadBetterSqlite } from "./BetterSqlite.ts"
import { loadNodeSqlite } from "./NodeSqlite.ts"
import type { SqliteDriver } from "./SqliteDriver.ts"

/** The driver for this Node.js, or the sentence that says what to install. */
export const chooseDriver = (
  node: () => SqliteDriver | undefined = loadNodeSqlite,
  better: () => SqliteDriver = loadBetterSqlite
): SqliteDriver | { readonly missing: string } => {
  const builtIn = node()
  if (builtIn !== undefined) return builtIn
  try {
    return better()
  } catch (cause) {
    const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : ""
    const reason =
      code === "MODULE_NOT_FOUND"
        ? "better-sqlite3 is not installed"
        : `better-sqlite3 does not load here (${cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause)})`
    const advice =
      code === "ERR_DLOPEN_FAILED"
        ? "It was built for another Node.js: run npm rebuild better-sqlite3, or use Node 22.13 or later."
        : "Use Node 22.13 or later, or npm install better-sqlite3."
    return { missing: `No SQLite for Node ${process.versions.node}: ${reason}. ${advice}` }
  }
}
