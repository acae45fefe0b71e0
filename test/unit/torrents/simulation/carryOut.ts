import type { Action } from "../../../../src/torrents/Action.ts"
import type { Decision } from "../../../../src/torrents/decide.ts"
import type { Facts, Need, RuleInput } from "../../../../src/torrents/Rule.ts"
import type { Torrent } from "../../../../src/torrents/Torrent.ts"
import { hostOf } from "../../../../src/torrents/trackers/TrackerHost.ts"

/** What the reads on demand would answer; `undefined` cannot be read. */
export type Readable = Pick<Facts, Need>

/** How the Arr ends an import that it was asked to look at. */
export type ImportEnd = "imported" | "stuck"

const without = <A>(all: ReadonlyArray<A>, gone: ReadonlyArray<A>): ReadonlyArray<A> =>
  all.filter((one) => !gone.includes(one))

const withTorrent = (input: RuleInput, change: Partial<Torrent>): RuleInput => ({
  ...input,
  torrent: { ...input.torrent, ...change }
})

const withFacts = (input: RuleInput, change: Partial<Facts>): RuleInput => ({
  ...input,
  facts: { ...input.facts, ...change }
})

const isFull = (torrent: Torrent): boolean => torrent.progress === 1

/** One action as qBittorrent and the Arr would follow it; undefined when the torrent is gone. */
const follow = (input: RuleInput, action: Action, importEnd: ImportEnd): RuleInput | undefined => {
  const { facts, now, rules, torrent } = input
  switch (action._tag) {
    case "AddTags":
      return withTorrent(input, { tags: [...torrent.tags, ...without(action.tags, torrent.tags)] })
    case "RemoveTags":
      return withTorrent(input, { tags: without(torrent.tags, action.tags) })
    case "SetCategory":
      return withTorrent(input, { category: action.category })
    case "Recheck":
      return withTorrent(input, { state: isFull(torrent) ? "checkingUP" : "checkingDL" })
    case "Stop":
      return withTorrent(input, { state: isFull(torrent) ? "stoppedUP" : "stoppedDL", downloadSpeed: 0 })
    case "Start":
      return withTorrent(input, { state: isFull(torrent) ? "uploading" : "downloading" })
    case "SetLimits":
      return withTorrent(input, {
        downloadLimit: action.download ?? torrent.downloadLimit,
        uploadLimit: action.upload ?? torrent.uploadLimit
      })
    case "SuperSeed":
      return withTorrent(input, { superSeeding: true })
    case "DeselectFiles":
      return withFacts(input, {
        files: facts.files?.map((file) => (action.indexes.includes(file.index) ? { ...file, priority: 0 } : file))
      })
    case "AddTrackers": {
      const fresh = without(action.urls, torrent.trackers ?? [])
      const added = withTorrent(input, { trackers: [...(torrent.trackers ?? []), ...fresh] })
      return facts.trackers === undefined
        ? added
        : withFacts(added, {
            trackers: {
              at: now,
              trackers: [
                ...facts.trackers.trackers,
                ...fresh.map((url) => ({ url, host: hostOf(url), state: "notContacted" as const, message: "" }))
              ]
            }
          })
    }
    case "RemoveTrackers": {
      const removed = withTorrent(input, { trackers: without(torrent.trackers ?? [], action.urls) })
      return facts.trackers === undefined
        ? removed
        : withFacts(removed, {
            trackers: {
              at: now,
              trackers: facts.trackers.trackers.filter(({ url }) => !action.urls.includes(url))
            }
          })
    }
    // Only people ask for it, and it leaves the torrent as it is.
    case "Search":
      return input
    case "Replace":
      return withFacts(input, { queue: [] })
    case "Import": {
      const entry = { id: torrent.id, section: rules.section, since: now, commandId: undefined, reason: undefined }
      if (action.step === "ask") return withFacts(input, { importEntry: { ...entry, state: "asked" } })
      if (action.step === "scan")
        return withFacts(input, { importEntry: { ...entry, state: "scanning", commandId: 7 } })
      return withFacts(input, {
        importEntry: {
          ...entry,
          commandId: facts.importEntry?.commandId,
          state: importEnd,
          reason: importEnd === "stuck" ? "the scan ended without an import" : undefined
        }
      })
    }
    case "Remove":
      return undefined
  }
}

/** The world after all actions of a decision have succeeded, its memory kept; undefined when the torrent is gone. */
export const carryOut = (input: RuleInput, decision: Decision, importEnd: ImportEnd): RuleInput | undefined => {
  let next: RuleInput | undefined = { ...input, memory: decision.memory }
  for (const action of decision.actions) next = next === undefined ? undefined : follow(next, action, importEnd)
  return next
}

/** Gives what the decision asked for, as read just now; what cannot be read is passed over, as in a pass. */
export const read = (input: RuleInput, need: Need, readable: Readable): RuleInput => {
  const { trackers } = readable
  const fresh = trackers === undefined ? readable : { ...readable, trackers: { ...trackers, at: input.now } }
  return fresh[need] === undefined
    ? { ...input, cannot: new Set([...(input.cannot ?? []), need]) }
    : withFacts(input, { [need]: fresh[need] })
}
