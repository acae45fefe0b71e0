import type { ArrFacts } from "./ArrFacts.ts"
import { type ArrState, counted } from "./ArrState.ts"
import { type Command, failed, type Outcome, successful, unsuccessful } from "./commands.ts"
import type { Download } from "./Download.ts"
import * as Library from "./library/Library.ts"
import { idOf, keyOf, type SearchTarget } from "./Media.ts"
import { type Ending, targetsOf } from "./searching.ts"
import { imported, importing, refresh } from "./tracking.ts"

/** What a command may look at. */
export interface Workplace {
  readonly facts: ArrFacts
  readonly category: string
  /** What the client shows now; undefined when it is away. */
  readonly downloads: ReadonlyArray<Download> | undefined
  /** A path of the client as this Arr sees it. */
  readonly localPath: (path: string) => string
  /** Epoch milliseconds. */
  readonly now: number
}

/** How a command ended, what it changed and what it searched for. */
export interface Done {
  readonly state: ArrState
  readonly outcome: Outcome
  readonly searched: ReadonlyArray<SearchTarget>
}

const only = (state: ArrState, outcome: Outcome = successful): Done => ({ state, outcome, searched: [] })

const visible = (state: ArrState, place: Workplace): ReadonlyArray<Download> =>
  place.downloads ?? [...state.tracked.values()].map(({ download }) => download)

/** The download a scan is about: by its upper-case id, else by its path. */
const scanned = (state: ArrState, command: Command, place: Workplace): Download | undefined => {
  const id = command.body["downloadClientId"]
  const here = (download: Download) => place.localPath(download.contentPath) === command.body["path"]
  const all = visible(state, place).filter(({ category }) => category === place.category)
  const named = all.find(({ hash }) => hash.toUpperCase() === id)
  return named === undefined ? all.find(here) : here(named) ? named : undefined
}

/** What a scan shows while it runs: the queue says `importing`. */
export const started = (state: ArrState, command: Command, place: Workplace): ArrState => {
  const download = command.name === place.facts.scan ? scanned(state, command, place) : undefined
  return download === undefined ? state : importing(state, download.hash)
}

const scan = (state: ArrState, command: Command, place: Workplace): Done => {
  const { path } = command.body
  if (typeof path !== "string" || path === "") return only(state, failed("A path must be provided"))
  const download = scanned(state, command, place)
  if (download === undefined) return only(state, unsuccessful(`No files found are eligible for import in ${path}`))
  const seen: ArrState = { ...state, scans: counted(state.scans, download.hash) }
  if (download.progress < 1) {
    const violation = `${command.name} of ${download.name}, which is not complete: a real one imports half a file`
    return only({ ...seen, violations: [...seen.violations, violation] }, unsuccessful("No files were imported"))
  }
  const after = imported(seen, download.hash, path, place.now)
  if (after !== undefined) return only(after)
  return only(
    refresh(settled(seen, download.hash), visible(seen, place), place.category, place.now),
    unsuccessful("No files were imported")
  )
}

/** A refused import is waiting again, not importing. */
const settled = (state: ArrState, hash: string): ArrState => {
  const tracked = state.tracked.get(hash)
  return tracked === undefined
    ? state
    : { ...state, tracked: new Map(state.tracked).set(hash, { ...tracked, state: "importPending" }) }
}

const search = (state: ArrState, targets: ReadonlyArray<SearchTarget>, ending: Ending, now: number): Done => {
  if (targets.length === 0) return only(state, failed("Nothing with these ids exists"))
  // An exception ends the whole command before it notes that it has searched.
  if (ending === "failed") return only(state, failed("Simulated failure"))
  const found = targets.flatMap((target) => Library.covered(state.library, target))
  const after: ArrState = {
    ...state,
    library: found.reduce(
      (library, { media }) => Library.change(library, idOf(media), (item) => ({ ...item, lastSearchedAt: now })),
      state.library
    ),
    searches: targets.map(keyOf).reduce(counted, state.searches)
  }
  if (ending === "unsuccessful") return only(after, unsuccessful("Search could not be completed"))
  const message = `Completed search for ${targets.length} item(s)`
  return { state: after, outcome: { ...successful, message }, searched: targets }
}

/** What a command has done when it ends. `ending` is of a search. */
export const work = (state: ArrState, command: Command, place: Workplace, ending: Ending = "successful"): Done => {
  if (command.name === place.facts.scan) return scan(state, command, place)
  if (command.name === "RefreshMonitoredDownloads") {
    return only(place.downloads === undefined ? state : refresh(state, place.downloads, place.category, place.now))
  }
  const targets = targetsOf(state.library, command, place.facts)
  return targets === undefined ? only(state) : search(state, targets, ending, place.now)
}
