import type { QueueRecord } from "../clients/arr/QueueRecord.ts"
import type { ImportEntry } from "../store/ImportEntry.ts"

/** What to do next about the import of a complete torrent. Times are epoch milliseconds. */
export type ImportStep =
  | { readonly _tag: "Do"; readonly step: "ask" | "scan" | "check"; readonly reason: string; readonly again: number }
  | { readonly _tag: "Wait"; readonly reason: string; readonly again: number }
  | { readonly _tag: "Imported" }

/** How long the Arr has to begin by itself before the scan command is sent (decisions, "Rules"). */
export const patience = 30_000

/** Between two looks while something is under way. */
const glance = 5_000

/** Between two looks at an import that needs a person. */
const slow = 300_000

const sentences = (rows: ReadonlyArray<QueueRecord>): string => {
  const texts = rows.flatMap((row) => row.messages.flatMap((group) => [...group.messages, group.title]))
  return (
    texts.find((text) => text.trim() !== "") ?? rows.find((row) => row.errorMessage)?.errorMessage ?? "no reason given"
  )
}

/**
 * The import as a state machine over the ledger entry and the Arr's queue; exactly one scan command is ever sent.
 * nothing → ask → (imported by the Arr itself | scan after 30 s) → check → imported or stuck.
 */
export const importStep = (
  entry: ImportEntry | undefined,
  queue: ReadonlyArray<QueueRecord> | undefined,
  now: number
): ImportStep => {
  if (entry?.state === "imported") return { _tag: "Imported" }
  if (queue === undefined) {
    return { _tag: "Wait", reason: "complete, but its Arr does not answer", again: now + glance }
  }
  if (entry === undefined) {
    return { _tag: "Do", step: "ask", reason: "complete", again: now + glance }
  }
  const importing = queue.some((row) => row.trackedState === "importing")
  switch (entry.state) {
    case "asked": {
      if (importing) return { _tag: "Wait", reason: "the Arr is importing it", again: now + glance }
      const done = queue.length === 0 || queue.some((row) => row.trackedState === "imported")
      if (done)
        return { _tag: "Do", step: "check", reason: "no longer waiting in the Arr's queue", again: now + glance }
      if (now < entry.since + patience) {
        return { _tag: "Wait", reason: "the Arr was told; waiting for it to import", again: entry.since + patience }
      }
      if (queue.some((row) => row.trackedState === "importBlocked")) {
        return {
          _tag: "Do",
          step: "check",
          reason: `the Arr will not import it: ${sentences(queue)}`,
          again: now + slow
        }
      }
      return { _tag: "Do", step: "scan", reason: "the Arr did not begin within 30 s", again: now + glance }
    }
    case "scanning":
      return entry.commandId === undefined
        ? {
            _tag: "Do",
            step: "scan",
            reason: "the scan was intended, but it is not known to be sent",
            again: now + glance
          }
        : { _tag: "Do", step: "check", reason: "the scan was sent", again: now + glance }
    case "stuck": {
      const next = entry.since + slow
      if (now < next) return { _tag: "Wait", reason: entry.reason ?? "not imported", again: next }
      const reason = `was not imported: ${entry.reason ?? "no reason given"}`
      // Never scanned and waiting in the queue again (the Arr was restarted, a person fixed the match): begin anew.
      const fresh = entry.commandId === undefined && queue.length > 0
      return { _tag: "Do", step: fresh ? "ask" : "check", reason, again: now + (fresh ? glance : slow) }
    }
  }
}
