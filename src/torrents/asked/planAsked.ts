import type { QueueRecord } from "../../clients/arr/QueueRecord.ts"
import type { ImportEntry } from "../../store/ImportEntry.ts"
import type { TorrentMemory } from "../../store/TorrentMemory.ts"
import type { Action } from "../Action.ts"
import { targetsOf } from "../apply/searchAgain.ts"
import { patience } from "../importStep.ts"
import type { Owner } from "../Rule.ts"
import * as Tags from "../Tags.ts"
import type { Torrent } from "../Torrent.ts"
import { isComplete } from "../TorrentState.ts"
import type { Ask } from "./Ask.ts"

/** What is known when a person asks. Times in epoch milliseconds. */
export interface AskedInput {
  readonly ask: Ask
  readonly torrent: Torrent
  readonly memory: TorrentMemory
  /** Which Arr it belongs to. */
  readonly owner: Owner
  /** Its rows in the queue of that Arr; undefined while that is not known. */
  readonly queue: ReadonlyArray<QueueRecord> | undefined
  readonly importEntry: ImportEntry | undefined
  /** Whether the import was confirmed: by the tag, or with `Tagless` by what is remembered. */
  readonly isImported: boolean
  readonly now: number
}

/** What a wish of a person comes to. Texts are sentences for them. */
export type Asked =
  | { readonly _tag: "Act"; readonly actions: ReadonlyArray<Action>; readonly memory: TorrentMemory }
  /** It is so already. */
  | { readonly _tag: "Unchanged"; readonly text: string }
  | { readonly _tag: "Refused"; readonly text: string }

const refused = (text: string): Asked => ({ _tag: "Refused", text })
const unchanged = (text: string): Asked => ({ _tag: "Unchanged", text })
const hour = 3_600_000

const ignore = ({ memory, now, torrent }: AskedInput, hours: number | undefined): Asked => {
  const { ignoredFor, ...rest } = memory
  const add: ReadonlyArray<Action> = [{ _tag: "AddTags", tags: [Tags.ignored] }]
  if (hours !== undefined) {
    return { _tag: "Act", actions: add, memory: { ...rest, ignoredFor: { until: now + hours * hour, askedAt: now } } }
  }
  if (torrent.tags.includes(Tags.ignored) && ignoredFor === undefined) return unchanged("It is ignored already.")
  return { _tag: "Act", actions: add, memory: rest }
}

const unignore = ({ memory, torrent }: AskedInput): Asked => {
  if (!torrent.tags.includes(Tags.ignored)) return unchanged("It is not ignored.")
  const { ignoredFor: _, ...rest } = memory
  return { _tag: "Act", actions: [{ _tag: "RemoveTags", tags: [Tags.ignored] }], memory: rest }
}

const isBeingChecked = ({ state }: Torrent): boolean =>
  state === "checkingDL" || state === "checkingUP" || state === "checkingResumeData"

const recheck = ({ memory, torrent }: AskedInput): Asked =>
  isBeingChecked(torrent)
    ? unchanged("It is being rechecked already.")
    : { _tag: "Act", actions: [{ _tag: "Recheck" }], memory }

/** As `FailedCategory` does it. */
const fail = ({ memory, owner }: AskedInput): Asked => {
  if (owner._tag === "Unknown") return refused(`Its Arr cannot be told yet: ${owner.reason}.`)
  const of = owner._tag === "Known" ? owner : undefined
  const action: Action = {
    _tag: "Remove",
    deleteFiles: true,
    blocklist: of !== undefined,
    research: of?.research ?? false,
    section: of?.section
  }
  return { _tag: "Act", actions: [action], memory }
}

const noArr = "It belongs to no Arr, so that there is nobody to ask."

const search = ({ memory, owner, queue }: AskedInput): Asked => {
  if (owner._tag === "None") return refused(noArr)
  if (owner._tag === "Unknown") return refused(`Its Arr cannot be told yet: ${owner.reason}.`)
  const { section } = owner
  if (queue === undefined) return refused(`${section} does not answer, so that nobody can tell what it is for.`)
  const media = new Map(
    queue.flatMap((row) => (row.media === undefined ? [] : [[JSON.stringify(row.media), row.media]]))
  )
  const targets = targetsOf([...media.values()])
  return targets.length === 0
    ? refused(`The queue of ${section} does not say what it is for. Search by title: POST /api/searches.`)
    : { _tag: "Act", actions: [{ _tag: "Search", section, targets }], memory }
}

const importNow = ({ importEntry, isImported, memory, now, owner, torrent }: AskedInput): Asked => {
  if (owner._tag === "None") return refused(noArr)
  if (owner._tag === "Unknown") return refused(`Its Arr cannot be told yet: ${owner.reason}.`)
  if (!isComplete(torrent.state) || torrent.amountLeft !== 0) return refused("It is not complete yet.")
  // A torrent that was removed and came back is another download.
  const entry = importEntry !== undefined && importEntry.since < (torrent.addedAt ?? 0) ? undefined : importEntry
  if (isImported || entry?.state === "imported") return unchanged("It is imported already.")
  // One scan is ever sent, and its end is waited for.
  if (entry?.state === "scanning") return unchanged(`${owner.section} was sent to scan it; its answer is waited for.`)
  if (entry?.state === "asked" && now < entry.since + patience) return unchanged(`${owner.section} was asked just now.`)
  return { _tag: "Act", actions: [{ _tag: "Import", step: "ask" }], memory }
}

/** Pure: what is to be done for a person, or why not. */
export const planAsked = (input: AskedInput): Asked => {
  const { ask, torrent } = input
  if (ask.action === "ignore") return ignore(input, ask.hours)
  if (ask.action === "unignore") return unignore(input)
  if (torrent.tags.includes(Tags.ignored)) {
    return refused(`It is tagged ${Tags.ignored}: hands off. Take that back first ({"action": "unignore"}).`)
  }
  switch (ask.action) {
    case "recheck":
      return recheck(input)
    case "fail":
      return fail(input)
    case "search":
      return search(input)
    case "import":
      return importNow(input)
  }
}
