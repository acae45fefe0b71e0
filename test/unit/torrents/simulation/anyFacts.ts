import * as fc from "fast-check"
import type { QueueRecord } from "../../../../src/clients/arr/QueueRecord.ts"
import type * as TorrentId from "../../../../src/clients/qbittorrent/TorrentId.ts"
import type { ImportEntry } from "../../../../src/store/ImportEntry.ts"
import type { Facts, Outage, Owner, Playable } from "../../../../src/torrents/Rule.ts"
import type { Torrent, TorrentFile } from "../../../../src/torrents/Torrent.ts"
import type { TrackerReading, TrackerState } from "../../../../src/torrents/trackers/TrackerStatus.ts"
import { file, row } from "../samples.ts"
import { flag, hosts, maybe, past, some } from "./chance.ts"

const trackerStates: ReadonlyArray<TrackerState> = [
  "disabled",
  "notContacted",
  "working",
  "updating",
  "notWorking",
  "error",
  "unreachable",
  "unknown"
]

const messages: ReadonlyArray<string> = [
  "",
  "unregistered torrent",
  "Torrent not registered with this tracker.",
  "info hash is not authorized with this tracker",
  "timed out",
  "502 Bad Gateway",
  "invalid passkey",
  "skipping tracker announce (unreachable)",
  "the moon is full"
]

/** One answer per tracker; now and then all of them say the same. */
export const readingOf = (trackers: ReadonlyArray<string>): fc.Arbitrary<TrackerReading> => {
  const answer = fc.record({ state: some(...trackerStates), message: some(...messages) })
  return fc
    .record({ at: past, each: fc.array(answer, { minLength: 3, maxLength: 3 }), same: flag(60), all: answer })
    .map(({ all, at, each, same }) => ({
      at,
      trackers: trackers.map((url, index) => ({
        url,
        host: new URL(url).hostname,
        ...(same ? all : (each[index] ?? all))
      }))
    }))
}

const owner: fc.Arbitrary<Owner> = fc.oneof(
  fc.record({
    _tag: fc.constant("Known" as const),
    section: fc.constant("Radarr-Movies"),
    category: fc.constant("radarr"),
    research: fc.boolean()
  }),
  fc.constant<Owner>({ _tag: "None" }),
  fc.constant<Owner>({ _tag: "Unknown", reason: "Radarr-Movies does not answer" })
)

const trackedStates = [
  undefined,
  "downloading",
  "importBlocked",
  "importPending",
  "importing",
  "imported",
  "failedPending",
  "failed",
  "ignored"
] as const

/** What an Arr complains about. */
export const texts = [
  "Not an upgrade for existing movie file(s)",
  "Unable to determine if file is a sample",
  "Sample",
  ""
]

const queueRow: fc.Arbitrary<QueueRecord> = fc
  .record({
    id: fc.integer({ min: 1, max: 9 }),
    status: some("downloading", "completed", "completed", "paused", "warning", "failed"),
    trackedStatus: some("ok", "warning", "warning", "error", undefined),
    trackedState: some(...trackedStates),
    messages: fc.array(
      fc.record({ title: some("Some.Movie.2024", ""), messages: fc.array(some(...texts), { maxLength: 2 }) }),
      {
        maxLength: 2
      }
    ),
    errorMessage: some(undefined, "The download is stalled with no connections"),
    outputPath: some(undefined, "/downloads/radarr/Some.Movie.2024"),
    customFormatScore: maybe(some(-100, 0, 10, 50), 3)
  })
  .map(row)

/** A few files. */
export const torrentFiles: fc.Arbitrary<ReadonlyArray<TorrentFile>> = fc
  .array(
    fc.tuple(
      some(
        "Some.Movie.2024/movie.mkv",
        "Some.Movie.2024/readme.nfo",
        "Some.Movie.2024/Sample/sample.mkv",
        "Some.Movie.2024/setup.exe",
        "Some.Movie.2024/movie.rar"
      ),
      some(0, 1, 1, 6)
    ),
    { maxLength: 4 }
  )
  .map((list) => list.map(([name, priority], index) => file(name, priority, index)))

const importEntry = (id: TorrentId.TorrentId): fc.Arbitrary<ImportEntry> =>
  fc.record({
    id: fc.constant(id),
    section: fc.constant("Radarr-Movies"),
    state: some("asked" as const, "scanning" as const, "imported" as const, "stuck" as const),
    since: past,
    commandId: some(undefined, 7),
    reason: some(undefined, "the scan ended without an import")
  })

/** What ffprobe says. */
export const playable: fc.Arbitrary<Playable> = fc.oneof(
  fc.constant<Playable>({ _tag: "Playable" }),
  fc.constant<Playable>({ _tag: "Unknown", reason: "there is no ffprobe" }),
  fc.constant<Playable>({ _tag: "Unplayable", example: "movie.mkv: moov atom not found" })
)

const outage: fc.Arbitrary<Outage> = fc.record({
  scope: fc.oneof(
    fc.record({ _tag: fc.constant("Client" as const), instance: some("qBit", "qBit-seedbox") }),
    fc.record({ _tag: fc.constant("Tracker" as const), host: some(...hosts) })
  ),
  evidence: some("swarm" as const, "tracker" as const, "files" as const),
  reason: fc.constant("12 of 30 torrents turned bad within 10 minutes")
})

/** Whatever may be known around this torrent. */
export const factsOf = (one: Torrent): fc.Arbitrary<Facts> =>
  fc.record({
    online: flag(95),
    connected: flag(90),
    owner,
    queue: maybe(fc.array(queueRow, { maxLength: 3 }), 6),
    files: maybe(torrentFiles, 3),
    importEntry: maybe(importEntry(one.id), 1),
    twins: some<ReadonlyArray<string>>([], [], [], ["qBit-other"]),
    trackers: maybe(readingOf(one.trackers ?? []), 4),
    formats: maybe(fc.record({ file: maybe(some(-10, 0, 20, 100), 3), minimum: maybe(some(0, 5, 30), 3) }), 2),
    playable: maybe(playable, 2),
    outages: fc.oneof(
      { weight: 8, arbitrary: fc.constant<ReadonlyArray<Outage>>([]) },
      { weight: 2, arbitrary: fc.array(outage, { minLength: 1, maxLength: 2 }) }
    )
  })
