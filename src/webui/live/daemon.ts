import { Cell } from "./Cell.ts"
import { onEvent } from "./connection.ts"
import { Resource } from "./Resource.ts"

interface Document {
  readonly info: { readonly version: string }
}

/** The daemon's own description of its API, which names its version. */
export const apiDocument = new Resource<Document>("/api/openapi.json", [])

/** The version that the stream of events told last; undefined: it has told none. */
export const daemonVersion = new Cell<string | undefined>(undefined)

onEvent("hello", (data) => {
  if (typeof data !== "object" || data === null || !("version" in data)) return
  const before = daemonVersion.get()
  const version = String(data.version)
  daemonVersion.set(version)
  // An updated daemon brings another page; this one may not understand it.
  if (before !== undefined && before !== version) apiDocument.refresh()
})
