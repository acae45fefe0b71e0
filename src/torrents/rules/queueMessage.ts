import type { QueueRecord } from "../../clients/arr/QueueRecord.ts"
import { hasMark } from "../marks.ts"
import type { Rule } from "../Rule.ts"
import { remove } from "../removals.ts"
import * as Tags from "../Tags.ts"
import { isComplete } from "../TorrentState.ts"

/** The Arr has the files and waits with a complaint. Newer Arrs say `importBlocked` for what was `importPending`. */
const waits = (row: QueueRecord): boolean =>
  row.status === "completed" &&
  (row.trackedState === "importPending" || row.trackedState === "importBlocked") &&
  (row.trackedStatus === "warning" || row.trackedStatus === "error")

/** Complaints by the file they are about; a heading without texts of its own is about none. */
const complaints = (rows: ReadonlyArray<QueueRecord>): ReadonlyMap<string, ReadonlyArray<string>> =>
  new Map(
    rows.flatMap((row) =>
      row.messages.flatMap(({ messages, title }) => {
        const texts = messages.map((text) => text.trim()).filter((text) => text !== "")
        return title.trim() === "" || texts.length === 0 ? [] : [[title, texts] as const]
      })
    )
  )

/**
 * The text that condemns the whole download; undefined when it is not condemned. All rows of a pack repeat the
 * complaints about all of its files, and a file that was imported has none. So a pack is only condemned when it has a
 * listed complaint about as many files as it has rows, and no other: one bad episode does not cost the pack.
 */
export const condemned = (rows: ReadonlyArray<QueueRecord>, texts: ReadonlyArray<string>): string | undefined => {
  if (rows.length === 0 || !rows.every(waits)) return undefined
  const wanted = new Set(texts.map((text) => text.trim()).filter((text) => text !== ""))
  const found = [...complaints(rows).values()].map((group) => group.find((text) => wanted.has(text)))
  return found.length >= rows.length && found.every((text) => text !== undefined) ? found[0] : undefined
}

/** Engine §2.16, checks 28 and 29: what the Arr will never import, by exact text, is a failed download. */
export const queueMessage: Rule = {
  name: "queue message",
  doc: "A complete download that its Arr refuses with one of the texts of ArrErrorCodesToBlocklist is removed, blocklisted and searched for again.",
  judge: (input) => {
    const { facts, rules, torrent } = input
    if (rules.kind !== "arr" || rules.errorMessages.length === 0 || !isComplete(torrent.state)) return undefined
    if (facts.queue === undefined || torrent.addedAt === undefined || torrent.progress === undefined) return undefined
    if (hasMark(input, Tags.imported) || facts.importEntry?.state === "imported") return undefined
    const text = condemned(facts.queue, rules.errorMessages)
    if (text === undefined) return undefined
    return remove(input, {
      reason: `${rules.section} refuses it: ${text}`,
      // The Arr has looked into its files; no outage of client or tracker explains that.
      evidence: undefined,
      as: "failed"
    })
  }
}
