import type { SearchTarget } from "../clients/arr/SearchTarget.ts"
import { hostOf } from "./trackers/TrackerHost.ts"

/** What a rule wants done to one torrent. Only `apply` carries it out. */
export type Action =
  | { readonly _tag: "AddTags"; readonly tags: ReadonlyArray<string> }
  | { readonly _tag: "RemoveTags"; readonly tags: ReadonlyArray<string> }
  /** Sets the files to "do not download". */
  | { readonly _tag: "DeselectFiles"; readonly indexes: ReadonlyArray<number> }
  | { readonly _tag: "Recheck" }
  | { readonly _tag: "SetCategory"; readonly category: string }
  /** Ours only: a person's stop is never undone, and never repeated. */
  | { readonly _tag: "Stop" }
  | { readonly _tag: "Start" }
  /** Bytes/s; undefined = leave that side as it is. */
  | { readonly _tag: "SetLimits"; readonly download: number | undefined; readonly upload: number | undefined }
  | { readonly _tag: "SuperSeed" }
  | { readonly _tag: "AddTrackers"; readonly urls: ReadonlyArray<string> }
  | { readonly _tag: "RemoveTrackers"; readonly urls: ReadonlyArray<string> }
  /** Out of the Arr's queue, blocklisted and searched for, while the client keeps the torrent (`ReSearchStalled`). */
  | { readonly _tag: "Replace"; readonly section: string; readonly research: boolean }
  /** `ask`: make the Arr look at its downloads · `scan`: send the scan command · `check`: has it been imported? */
  | { readonly _tag: "Import"; readonly step: "ask" | "scan" | "check" }
  /** A wish of a person: the section's own searching sends it before everything else. */
  | { readonly _tag: "Search"; readonly section: string; readonly targets: ReadonlyArray<SearchTarget> }
  | {
      readonly _tag: "Remove"
      readonly deleteFiles: boolean
      /** Only failure reasons blocklist. */
      readonly blocklist: boolean
      readonly research: boolean
      /** Arr section that owns the download; undefined when none knows it. */
      readonly section: string | undefined
    }

/** Announce URLs hold passkeys, so people see hosts. */
const hostsOf = (urls: ReadonlyArray<string>): string => urls.map((url) => hostOf(url) || "?").join(", ")

/** A target by its ids: titles are in the library, which may not know it yet. */
const nameOf = (target: SearchTarget): string => {
  switch (target.kind) {
    case "movie":
      return `movie ${target.movieId}`
    case "episode":
      return `episode ${target.episodeId}`
    case "season":
      return `season ${target.seasonNumber} of series ${target.seriesId}`
    case "series":
      return `series ${target.seriesId}`
    case "album":
      return `album ${target.albumId}`
    case "book":
      return `book ${target.bookId}`
  }
}

/** Short words for the log and the decision record. */
export const describe = (action: Action): string => {
  switch (action._tag) {
    case "AddTags":
      return `add tag ${action.tags.join(", ")}`
    case "RemoveTags":
      return `remove tag ${action.tags.join(", ")}`
    case "DeselectFiles":
      return `deselect ${action.indexes.length} file${action.indexes.length === 1 ? "" : "s"}`
    case "Recheck":
      return "recheck"
    case "SetCategory":
      return `set category ${action.category}`
    case "Stop":
      return "stop"
    case "Start":
      return "start"
    case "SetLimits": {
      const sides = [
        ...(action.download === undefined ? [] : [`download ${Math.round(action.download / 1024)} KB/s`]),
        ...(action.upload === undefined ? [] : [`upload ${Math.round(action.upload / 1024)} KB/s`])
      ]
      return `limit ${sides.join(", ")}`
    }
    case "SuperSeed":
      return "super seeding on"
    case "AddTrackers":
      return `add tracker ${hostsOf(action.urls)}`
    case "RemoveTrackers":
      return `remove tracker ${hostsOf(action.urls)}`
    case "Replace":
      return `replace (blocklist${action.research ? ", search again" : ""})`
    case "Import":
      return `import (${action.step})`
    case "Search":
      return `search in ${action.section} for ${action.targets.map(nameOf).join(", ")}`
    case "Remove": {
      const extras = [
        ...(action.deleteFiles ? ["with files"] : ["keep files"]),
        ...(action.blocklist ? ["blocklist"] : []),
        ...(action.research ? ["search again"] : [])
      ]
      return `remove (${extras.join(", ")})`
    }
  }
}
