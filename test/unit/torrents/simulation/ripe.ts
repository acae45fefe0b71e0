import * as fc from "fast-check"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import type { TrackerReading, TrackerState } from "../../../../src/torrents/trackers/TrackerStatus.ts"
import { readInput } from "../arbitraries.ts"
import { day, row } from "../samples.ts"
import { texts } from "./anyFacts.ts"

/** Brings rules to their turn that need much at once: the same input, changed towards one of them. */
const nudges: ReadonlyArray<(one: RuleInput) => RuleInput> = [
  (one) => one,
  (one) => ({
    ...one,
    torrent: { ...one.torrent, category: "radarr", state: "uploading", progress: 1, amountLeft: 0, tags: [] },
    facts: { ...one.facts, importEntry: undefined, playable: { _tag: "Unplayable", example: "movie.mkv: no streams" } },
    memory: {},
    rules: { ...one.rules, validates: true, imports: true, errorMessages: [], removeUnregistered: false }
  }),
  (one) => ({
    ...one,
    torrent: { ...one.torrent, category: "radarr", state: "downloading", progress: 0.3, availability: 3, eta: 864_000 },
    memory: { slowSince: one.now - day },
    rules: { ...one.rules, keepSlow: false, maximumEta: day, maximumDeletable: 0.99, fileFilter: undefined }
  }),
  (one) => ({
    ...one,
    torrent: {
      ...one.torrent,
      category: "radarr",
      state: "stalledUP",
      progress: 1,
      amountLeft: 0,
      ratio: 10,
      tags: [Tags.imported],
      superSeeding: false
    },
    memory: {},
    rules: {
      ...one.rules,
      removeUnregistered: false,
      trackers: [],
      seeding: { ...one.rules.seeding, removeMode: 1, maxRatio: 2 }
    }
  }),
  (one) => ({
    ...one,
    torrent: {
      ...one.torrent,
      category: "radarr",
      state: "downloading",
      progress: 0.3,
      availability: 0.3,
      eta: undefined
    },
    rules: { ...one.rules, maximumDeletable: 0.99, fileFilter: undefined }
  }),
  (one) => ({
    ...one,
    torrent: {
      ...one.torrent,
      category: "radarr",
      state: "stalledUP",
      progress: 1,
      amountLeft: 0,
      addedAt: one.now - 3 * day,
      tags: [Tags.imported],
      trackers: ["https://tracker.example/announce"]
    },
    facts: {
      ...one.facts,
      trackers: reading({ state: "notWorking", message: "unregistered torrent" }, one.now)
    },
    memory: { ...one.memory, goneSince: one.now - day },
    rules: { ...one.rules, removeUnregistered: true, maxStrikes: 0 }
  }),
  (one) => ({
    ...one,
    torrent: {
      ...one.torrent,
      category: "radarr",
      state: "uploading",
      progress: 1,
      amountLeft: 0,
      addedAt: one.now - day,
      tags: []
    },
    facts: {
      ...one.facts,
      importEntry: undefined,
      queue: [
        row({
          status: "completed",
          trackedState: "importBlocked",
          trackedStatus: "warning",
          messages: [{ title: "Some.Movie.2024", messages: texts.slice(0, 1) }]
        })
      ]
    },
    memory: {},
    rules: { ...one.rules, kind: "arr", errorMessages: texts.slice(0, 1), removeUnregistered: false }
  }),
  (one) => ({
    ...one,
    torrent: { ...one.torrent, category: "radarr", state: "stoppedDL", progress: 0.3, addedAt: one.now - day },
    facts: {
      ...one.facts,
      queue: [row({ customFormatScore: -20 })],
      formats: { file: 20, minimum: 5 }
    },
    rules: { ...one.rules, kind: "arr", formatUnmet: { forceMinimum: false }, fileFilter: undefined }
  })
]

const reading = (answer: { readonly state: TrackerState; readonly message: string }, at: number): TrackerReading => ({
  at,
  trackers: [{ url: "https://tracker.example/announce", host: "tracker.example", ...answer }]
})

/** Where nothing outside the torrent holds a removal back, so that rules which remove get their turn. */
export const ripeInput: fc.Arbitrary<RuleInput> = fc
  .tuple(
    readInput,
    fc.oneof(
      fc.constantFrom(...nudges),
      fc.constant((one: RuleInput): RuleInput => one)
    )
  )
  .map(([one, nudge]) => {
    const { facts, torrent, ...rest } = nudge(one)
    return {
      ...rest,
      torrent: { ...torrent, tags: torrent.tags.filter((tag) => tag !== Tags.ignored) },
      facts: { ...facts, online: true, connected: true, outages: [], queue: facts.queue ?? [] }
    }
  })
