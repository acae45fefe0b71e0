import { Cell } from "./Cell.ts"
import { onEvent } from "./connection.ts"
import { about } from "./feeds.ts"

/** The version that the stream of events told last; undefined: it has told none. */
export const daemonVersion = new Cell<string | undefined>(undefined)

onEvent("hello", (data) => {
  if (typeof data !== "object" || data === null || !("version" in data)) return
  const before = daemonVersion.get()
  const version = String(data.version)
  daemonVersion.set(version)
  // Another program may keep its files elsewhere, and run on another Node.
  if (before !== undefined && before !== version) about.refresh()
})
