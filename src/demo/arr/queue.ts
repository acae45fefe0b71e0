import { numberOf } from "../http/identity.ts"
import { type ArrFacts, languagesOf, qualityOf } from "./ArrFacts.ts"
import type { ArrState, Tracked } from "./ArrState.ts"
import { statusOf } from "./Download.ts"
import { idsOf, keyOf, type Media } from "./Media.ts"

/** A row of the queue on the wire. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: number }

const span = (seconds: number): string => {
  const two = (value: number) => String(value).padStart(2, "0")
  const days = Math.floor(seconds / 86_400)
  const time = [Math.floor((seconds % 86_400) / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)]
  return `${days > 0 ? `${days}.` : ""}${time.map(two).join(":")}`
}

const extras = (media: Media | undefined, facts: ArrFacts): Readonly<Record<string, unknown>> => {
  if (media?.kind === "episode") return { ...idsOf(media), seasonNumber: media.seasonNumber, episodeHasFile: false }
  const none = facts.appName === "Lidarr" ? { trackFileCount: 0, trackHasFileCount: 0, downloadForced: false } : {}
  return { ...(media === undefined ? {} : idsOf(media)), ...none }
}

const suffix = (media: Media | undefined): string =>
  media === undefined || media.kind === "movie" ? "" : `-${keyOf(media).replace("episode:", "ep").replace(":", "")}`

const rowOf = (tracked: Tracked, media: Media | undefined, facts: ArrFacts, now: number): Row => {
  const { download, formatScore, messages, state } = tracked
  const { status, errorMessage } = statusOf(download)
  const left = status === "downloading" && download.eta < 8_640_000
  const downloadId = tracked.hash.toUpperCase()
  return {
    ...extras(media, facts),
    ...languagesOf(facts),
    quality: qualityOf(facts),
    customFormats: [],
    customFormatScore: formatScore,
    size: download.size,
    title: tracked.title,
    sizeleft: Math.round(download.size * (1 - download.progress)),
    ...(left
      ? { timeleft: span(download.eta), estimatedCompletionTime: new Date(now + download.eta * 1000).toISOString() }
      : {}),
    // Readarr's rows do not say when.
    ...(facts.appName === "Readarr" ? {} : { added: new Date(tracked.addedAt).toISOString() }),
    status,
    trackedDownloadStatus: messages.length > 0 || status === "warning" ? "warning" : "ok",
    trackedDownloadState: state === "blocked" ? facts.blocked : state,
    statusMessages: messages,
    ...(errorMessage === undefined ? {} : { errorMessage }),
    downloadId,
    protocol: "torrent",
    downloadClient: "qBittorrent",
    downloadClientHasPostImportCategory: false,
    indexer: "Simulated Indexer",
    outputPath: download.contentPath,
    id: numberOf("trackedDownload", 1, downloadId, suffix(media))
  }
}

/** The rows of one download: one per episode of a season pack, one without ids when it could not be matched. */
export const rowsOf = (tracked: Tracked, facts: ArrFacts, now: number): ReadonlyArray<Row> =>
  tracked.media.length === 0
    ? [rowOf(tracked, undefined, facts, now)]
    : tracked.media.map((media) => rowOf(tracked, media, facts, now))

/** All rows, unmatched ones only when they are asked for. */
export const allRows = (state: ArrState, facts: ArrFacts, includeUnknown: boolean, now: number): ReadonlyArray<Row> => [
  ...[...state.tracked.values()]
    .filter((tracked) => includeUnknown || tracked.media.length > 0)
    .flatMap((tracked) => rowsOf(tracked, facts, now)),
  ...state.rows
]
