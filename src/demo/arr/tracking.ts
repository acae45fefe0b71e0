import { type ArrState, type Complaint, counted, type Grab, type Tracked, without } from "./ArrState.ts"
import { type Download, statusOf } from "./Download.ts"
import { record } from "./history.ts"
import * as Library from "./library/Library.ts"
import { withNewFile } from "./library/LibraryItem.ts"
import { idOf } from "./Media.ts"

const unmatched = (download: Download): Complaint => ({
  state: "blocked",
  messages: [{ title: download.name, messages: ["Unable to parse download, automatic import is not possible."] }]
})

const follow = (state: ArrState, download: Download, now: number): Tracked => {
  const before = state.tracked.get(download.hash)
  const grab = state.grabs.get(download.hash)
  const complete = statusOf(download).status === "completed"
  const known = state.blocked.get(download.hash) ?? (grab === undefined ? unmatched(download) : undefined)
  const complaint = complete ? known : undefined
  return {
    hash: download.hash,
    title: grab?.title ?? download.name,
    media: grab?.media ?? [],
    download,
    state:
      before?.state === "importing" ? "importing" : (complaint?.state ?? (complete ? "importPending" : "downloading")),
    messages: complaint?.messages ?? [],
    formatScore: state.formatScores.get(download.hash) ?? 0,
    addedAt: before?.addedAt ?? now
  }
}

/**
 * A look at the client: every torrent of the category that is not imported, failed or ignored is followed; what has
 * left the client leaves the queue. Between two looks the queue stays as it was.
 */
export const refresh = (
  state: ArrState,
  downloads: ReadonlyArray<Download>,
  category: string,
  now: number
): ArrState => ({
  ...state,
  tracked: new Map(
    downloads
      .filter((download) => download.category === category && !state.closed.has(download.hash))
      .map((download) => [download.hash, follow(state, download, now)])
  )
})

const withFiles = (state: ArrState, grab: Grab): ArrState["library"] =>
  grab.media.reduce(
    (library, media) =>
      Library.change(library, idOf(media), (item) => withNewFile(item, state.formatScores.get(grab.hash) ?? 0)),
    state.library
  )

/** Marks as being imported, which the queue shows while a scan runs. */
export const importing = (state: ArrState, hash: string): ArrState => {
  const tracked = state.tracked.get(hash)
  if (tracked === undefined || tracked.state !== "importPending") return state
  return { ...state, tracked: new Map(state.tracked).set(hash, { ...tracked, state: "importing" }) }
}

/**
 * Imports a grabbed download: history, file in the library, one more in `imports`, gone from the queue. Undefined when
 * there is nothing to import: not grabbed, imported before, or waiting for a person.
 */
export const imported = (state: ArrState, hash: string, path: string, now: number): ArrState | undefined => {
  const grab = state.grabs.get(hash)
  if (grab === undefined || state.closed.has(hash) || state.blocked.has(hash)) return undefined
  const data = { droppedPath: path, importedPath: `/library/${grab.title}`, downloadClientName: "qBittorrent" }
  const files = record(state, grab, "fileImported", data, now)
  // The word of the folder and the word of the file are one event in Radarr and Sonarr, two in the others.
  const several = grab.media.some(({ kind }) => kind === "album" || kind === "book")
  const told = several ? record(files, grab, "imported", data, now) : files
  return {
    ...told,
    library: withFiles(told, grab),
    imports: counted(told.imports, hash),
    tracked: without(told.tracked, hash),
    closed: new Set(told.closed).add(hash)
  }
}
