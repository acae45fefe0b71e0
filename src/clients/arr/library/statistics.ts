import { flagIn, numberIn, type Row, rowIn, type Say, textIn } from "./fields.ts"

/** Counts, sizes and dates that change when there is something else to search for below a row. */
const members = [
  "seasonCount",
  "albumCount",
  "bookCount",
  "availableBookCount",
  "totalBookCount",
  "bookFileCount",
  "episodeFileCount",
  "episodeCount",
  "totalEpisodeCount",
  "trackFileCount",
  "trackCount",
  "totalTrackCount",
  "sizeOnDisk"
] as const

/** `monitored` and `statistics` of a row for its revision, in an order of our own: the Arr's may change. Pure. */
export const countsIn = (row: Row): ReadonlyArray<unknown> => {
  const statistics = rowIn(row, "statistics") ?? {}
  return [
    flagIn(row, "monitored"),
    textIn(statistics, "nextAiring"),
    textIn(statistics, "previousAiring"),
    ...members.map((name) => numberIn(statistics, name))
  ]
}

/** Bytes; old builds tell them beside the statistics. Nothing is told of what has nothing in it. */
export const sizeOnDisk = (row: Row, say: Say): number => {
  const statistics = rowIn(row, "statistics")
  const bytes =
    (statistics === undefined ? undefined : numberIn(statistics, "sizeOnDisk")) ?? numberIn(row, "sizeOnDisk")
  if (bytes === undefined) say("its statistics are missing, taken for having no files")
  return bytes ?? 0
}
