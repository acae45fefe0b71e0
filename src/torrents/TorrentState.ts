/**
 * One vocabulary for qBittorrent 4.x (paused) and 5.x (stopped).
 * Source: api/qbittorrent-webapi.md §4.1.
 */
export type TorrentState =
  | "downloading"
  | "stalledDL"
  | "metaDL"
  | "forcedMetaDL"
  | "queuedDL"
  | "stoppedDL"
  | "forcedDL"
  | "checkingDL"
  | "allocating"
  | "uploading"
  | "stalledUP"
  | "queuedUP"
  | "stoppedUP"
  | "forcedUP"
  | "checkingUP"
  | "checkingResumeData"
  | "moving"
  | "missingFiles"
  | "error"
  | "unknown"

const known: ReadonlySet<string> = new Set<TorrentState>([
  "downloading",
  "stalledDL",
  "metaDL",
  "forcedMetaDL",
  "queuedDL",
  "stoppedDL",
  "forcedDL",
  "checkingDL",
  "allocating",
  "uploading",
  "stalledUP",
  "queuedUP",
  "stoppedUP",
  "forcedUP",
  "checkingUP",
  "checkingResumeData",
  "moving",
  "missingFiles",
  "error"
])

/** A word this version does not know becomes `unknown`, on which nothing destructive is ever decided. */
export const fromWire = (raw: string): TorrentState =>
  raw === "pausedDL"
    ? "stoppedDL"
    : raw === "pausedUP"
      ? "stoppedUP"
      : known.has(raw)
        ? (raw as TorrentState)
        : "unknown"

/** Waiting for the metadata of a magnet. */
export const isMetadata = (state: TorrentState): boolean => state === "metaDL" || state === "forcedMetaDL"

/** All wanted data is there and it is not being checked or moved. */
export const isComplete = (state: TorrentState): boolean =>
  state === "uploading" ||
  state === "stalledUP" ||
  state === "queuedUP" ||
  state === "stoppedUP" ||
  state === "forcedUP"

/** Not complete, with or without activity. */
export const isIncomplete = (state: TorrentState): boolean =>
  isMetadata(state) ||
  state === "downloading" ||
  state === "stalledDL" ||
  state === "queuedDL" ||
  state === "stoppedDL" ||
  state === "forcedDL" ||
  state === "checkingDL" ||
  state === "allocating"

/** Something moves inside the client, so it is worth looking more often. */
export const isMoving = (state: TorrentState): boolean =>
  state === "downloading" ||
  state === "forcedDL" ||
  isMetadata(state) ||
  state === "checkingDL" ||
  state === "checkingUP" ||
  state === "checkingResumeData" ||
  state === "allocating" ||
  state === "moving"
